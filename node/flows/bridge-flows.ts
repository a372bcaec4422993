import { StatewrightError } from '../../api/errors/index.js';
import type { Clock } from '../../kubernetes/index.js';
import type { OvsDatabase } from '../ovsdb/database.js';
import { podPorts, type PodPort } from '../ovsdb/port-facts.js';
import { bridgeChanges, otherPorts, portChanges, portMeters, removal } from './flow-changes.js';
import { meterIds } from './pod-flows.js';
import type { SwitchLink } from './switch-link.js';

export interface BridgeFlowsSettings {
  readonly bridge: string;
  readonly database: Pick<OvsDatabase, 'view' | 'trouble'>;
  readonly link: Pick<SwitchLink, 'change' | 'setMeters' | 'removeMeters'>;
  readonly clock: Clock;
  /** Told of each whole setting of the flows: how many ports it served, or why it failed. */
  readonly onSync: (outcome: { readonly ports: number } | { readonly failure: unknown }) => void;
}

const RETRY_MS = 500;

/**
 * Keeps the flows of the bridge: those of single ports as they come and go, side by side, and all of them at once whenever
 * they may be lost. That happens alone: what is set as a whole is younger than what was asked before, and older than what
 * is asked after. Who changes one port twice has the first answered before the second.
 */
export class BridgeFlows {
  /** What changes single ports now. */
  readonly #changing = new Set<Promise<unknown>>();
  /** Ends when what sets everything has; undefined while nothing does. */
  #alone: Promise<unknown> | undefined;
  /** Counts the reasons for setting everything; what was set is as of `#synced`. */
  #wanted = 1;
  #synced = 0;
  /** The bridge's own ports as of the last setting of everything. */
  #base: string | undefined;
  /** Port numbers that the flows of pods were set for, by name. */
  #numbers = new Map<string, number>();
  readonly #ending = new AbortController();
  #syncing: Promise<void> | undefined;

  constructor(private readonly settings: BridgeFlowsSettings) {}

  /** True when the switch has all flows as far as is known. */
  get inSync(): boolean {
    return this.#synced === this.#wanted;
  }

  /** The switch may have lost its flows: sets them all, again and again until it works. */
  resync(): void {
    this.#wanted += 1;
    this.#syncing ??= this.#syncUntilDone().finally(() => {
      this.#syncing = undefined;
    });
  }

  /** To be called after changes of the database: ports that are nobody's pod need flows too, and numbers may change. */
  noticePorts(): void {
    const { database, bridge } = this.settings;
    if (database.trouble !== undefined || this.#base === undefined) return;
    const renumbered = podPorts(database.view(), bridge).some(({ name, ofport }) => {
      const set = this.#numbers.get(name);
      return set !== undefined && ofport !== undefined && set !== ofport;
    });
    if (renumbered || otherPorts(database.view(), bridge) !== this.#base) this.resync();
  }

  /** @throws StatewrightError FlowsRefused: then the port passes nothing. */
  async set(port: PodPort): Promise<void> {
    await this.#alongside(async () => {
      // Flows that name a meter are refused while it is not there.
      await this.settings.link.setMeters(portMeters(port));
      await this.settings.link.change(portChanges(port));
      if (port.ofport !== undefined) this.#numbers.set(port.name, port.ofport);
    });
  }

  /**
   * To be called when the ports are out of the database. When it fails, all flows are set anew: what is left would let the
   * next port of the number speak for the one that is gone.
   * @throws StatewrightError FlowsRefused
   */
  async remove(ports: readonly Pick<PodPort, 'name' | 'ofport' | 'rates'>[]): Promise<void> {
    if (ports.length === 0) return;
    try {
      await this.#alongside(async () => {
        await this.settings.link.change(ports.map(({ name }) => removal(name)));
        for (const { name } of ports) this.#numbers.delete(name);
        await this.settings.link.removeMeters(this.#unused(ports.flatMap(metersOf)));
      });
    } catch (error) {
      this.resync();
      throw error;
    }
  }

  /** Those that no port has: another may have been given the number meanwhile, and a meter takes its flows with it. */
  #unused(meters: readonly number[]): readonly number[] {
    const { database, bridge } = this.settings;
    if (meters.length === 0 || database.trouble !== undefined) return [];
    const used = new Set(podPorts(database.view(), bridge).flatMap(metersOf));
    return meters.filter((id) => !used.has(id));
  }

  async stop(): Promise<void> {
    this.#ending.abort(new Error('ending'));
    await this.#syncing;
    await Promise.allSettled(this.#changing);
  }

  async #syncUntilDone(): Promise<void> {
    const { signal } = this.#ending;
    while (!this.inSync && !signal.aborted) {
      try {
        await this.#byItself(() => this.#sync());
      } catch (failure) {
        this.settings.onSync({ failure });
        await this.settings.clock.sleep(RETRY_MS, signal).catch(() => undefined);
      }
    }
  }

  async #sync(): Promise<void> {
    const { database, bridge, link } = this.settings;
    const upTo = this.#wanted;
    const replica = database.view();
    const ports = podPorts(replica, bridge);
    const base = otherPorts(replica, bridge);
    if (base === '')
      throw new StatewrightError('FlowsRefused', { bridge, reason: 'the bridge is not there yet' });
    await link.setMeters(ports.flatMap(portMeters));
    await link.change(bridgeChanges(replica, bridge));
    this.#synced = upTo;
    this.#base = base;
    this.#numbers = new Map(
      ports.flatMap(({ name, ofport }) => (ofport === undefined ? [] : [[name, ofport]])),
    );
    this.settings.onSync({ ports: ports.length });
  }

  async #alongside(act: () => Promise<void>): Promise<void> {
    while (this.#alone !== undefined) await this.#alone;
    const mine = act();
    this.#changing.add(mine);
    try {
      await mine;
    } finally {
      this.#changing.delete(mine);
    }
  }

  async #byItself(act: () => Promise<void>): Promise<void> {
    const mine = Promise.allSettled(this.#changing).then(act);
    this.#alone = mine.catch(() => undefined);
    try {
      await mine;
    } finally {
      this.#alone = undefined;
    }
  }
}

function metersOf({ ofport, rates }: Pick<PodPort, 'ofport' | 'rates'>): readonly number[] {
  if (ofport === undefined) return [];
  const { ingress, egress } = meterIds(ofport);
  return [...(rates.ingress === undefined ? [] : [ingress]), ...(rates.egress === undefined ? [] : [egress])];
}
