import type { DnsRecord } from '../../api/dns/index.js';
import type { Clock } from '../../kubernetes/index.js';
import { backoffMs } from '../runtime/backoff.js';
import type { Source } from '../runtime/controller.js';
import type { Log } from '../runtime/observation.js';
import type { Key } from '../runtime/store.js';
import { digestsOfZone, none, type Digest } from './digest.js';

/** A zone that is kept. */
export interface WatchedZone {
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  /** All of its records, or a failure. */
  transfer(signal: AbortSignal): Promise<readonly DnsRecord[]>;
}

export interface ZoneSourceSettings {
  readonly zone: WatchedZone;
  readonly domain: string;
  /** UID of the namespace kube-system; asked for until it is known. */
  owner(signal: AbortSignal): Promise<string>;
  /** Services that there are. */
  keys(): Iterable<Key>;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two transfers; 5 min by default. */
  readonly everyMs?: number;
}

const EVERY_MS = 5 * 60_000;
const RETRY = { baseMs: 1_000, capMs: 60_000 };

/**
 * What a zone has of each Service: read at the beginning, and now and then, and after a Service was told of taken to be what
 * it should be. Each reading brings up every Service of either side. A zone that cannot be read says nothing: neither that
 * something is there nor that it is gone.
 */
export class ZoneSource implements Source {
  readonly identity = this;
  /** The caches need not wait for a zone: until it is read, nothing is told of it. */
  readonly synced = Promise.resolve();
  readonly #subscribers: ((key: Key) => void)[] = [];
  #known: Map<Key, Digest> | undefined;

  constructor(private readonly settings: ZoneSourceSettings) {}

  get name(): string {
    return `zone.${this.settings.zone.name}`;
  }

  get zone(): string {
    return this.settings.zone.name;
  }

  attach(enqueue: (key: Key) => void): void {
    this.#subscribers.push(enqueue);
  }

  /** Whether the zone was read, and has something else of the Service. */
  differs(key: Key, wanted: Digest): boolean {
    return this.#known !== undefined && (this.#known.get(key) ?? none) !== wanted;
  }

  /** The workflow was told, and sees to it. */
  assume(key: Key, wanted: Digest): void {
    this.#known?.set(key, wanted);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log, zone, everyMs = EVERY_MS } = this.settings;
    const ended = (): boolean => signal.aborted;
    let failures = 0;
    while (!ended()) {
      try {
        await this.#read(signal);
        failures = 0;
      } catch (error) {
        if (ended()) return;
        failures += 1;
        log.warn({ zone: zone.name, err: error }, 'a zone could not be read, and is read again');
      }
      const pause = failures === 0 ? everyMs : backoffMs(failures, RETRY, Math.random());
      await clock.sleep(pause, signal).catch(() => undefined);
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { zone, domain } = this.settings;
    const owner = await this.settings.owner(signal);
    const rules = { zone: zone.name, domain, owner, ttl: zone.ttl };
    const known = digestsOfZone(rules, await zone.transfer(signal));
    this.#known = known;
    const keys = new Set([...known.keys(), ...this.settings.keys()]);
    for (const key of keys) for (const enqueue of this.#subscribers) enqueue(key);
  }
}
