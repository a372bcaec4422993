import type { Vip } from '../../api/balancer/index.js';
import type { DataPlane } from './data-plane.js';
import type { VipRecord } from './record.js';

export interface DeliverySettings {
  readonly dataPlane: DataPlane;
  readonly records: () => Iterable<VipRecord>;
  /** Waits before the data plane is told again after a failure. */
  readonly pause: () => Promise<void>;
  readonly log: (sentence: string) => void;
}

/** Tells the data plane what is recorded: once at a time, all that changed meanwhile together, again until it succeeds. */
export class Delivery {
  /** What the data plane was told and took as a whole. */
  #applied: ReadonlyMap<string, VipRecord> = new Map();
  /** Those of it that it nevertheless does not serve. */
  #refused: ReadonlySet<Vip> = new Set();
  #due = false;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(private readonly settings: DeliverySettings) {}

  /** The version of the VIP that the data plane has. */
  appliedSeq(id: string): number | undefined {
    const record = this.#applied.get(id);
    return record === undefined || this.#refused.has(record.vip) ? undefined : record.seq;
  }

  /** The data plane does not serve these, and all others. */
  refused(vips: Iterable<Vip>): void {
    this.#refused = new Set(vips);
  }

  changed(): void {
    this.#due = true;
    this.#running ??= this.#deliver();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.settings.dataPlane.close();
  }

  async #deliver(): Promise<void> {
    // What arrives in the same turn of the event loop is delivered together.
    await Promise.resolve();
    while (this.#due && !this.#closed) {
      this.#due = false;
      const records = [...this.settings.records()];
      try {
        await this.settings.dataPlane.apply(records.map(({ vip }) => vip));
        this.#applied = new Map(records.map((record) => [record.id, record]));
      } catch (error) {
        this.#due = true;
        this.settings.log(`the data plane did not take ${records.length} VIPs: ${String(error)}`);
        await this.settings.pause();
      }
    }
    // In the same turn as the last look: a change that comes right after begins anew.
    this.#running = undefined;
  }
}
