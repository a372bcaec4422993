import type { RecordedVip } from '../../api/balancer/index.js';
import { systemClock, type Clock } from '../../kubernetes/index.js';
import { backoffMs } from '../runtime/backoff.js';
import type { Source } from '../runtime/controller.js';
import type { Log } from '../runtime/observation.js';
import type { Key } from '../runtime/store.js';
import { VipListing, type VipKnowledge } from './knowledge.js';

export interface ResyncSettings {
  readonly knowledge: VipKnowledge;
  /** Pages of all that the balancer has for this cluster; fails rather than leave out any. */
  listRecorded(signal: AbortSignal): AsyncIterable<readonly RecordedVip[]>;
  /** Services that Kubernetes has. */
  known(): Iterable<Key>;
  /** Whether the key is of a namespace that is served. */
  isServed(key: Key): boolean;
  /** Milliseconds between two listings. */
  readonly everyMs: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log: Log;
}

const backoff = { baseMs: 500, capMs: 30_000 };

/**
 * The balancer as a source of news: one listing at start, before which nothing is told, and one now and then, after which every
 * Service is compared. A listing that fails says nothing, and what was known stays.
 */
export function resyncing(settings: ResyncSettings): Source {
  const { knowledge, everyMs, clock = systemClock, random = Math.random, log } = settings;
  const subscribers: ((key: Key) => void)[] = [];
  let setSynced: () => void = () => undefined;
  const synced = new Promise<void>((resolve) => (setSynced = resolve));
  const list = async (signal: AbortSignal): Promise<void> => {
    const listing = new VipListing(clock.monotonic());
    for await (const page of settings.listRecorded(signal)) listing.add(page);
    knowledge.learn(listing);
  };
  return {
    name: 'vips',
    synced,
    identity: settings,
    attach: (enqueue) => subscribers.push(enqueue),
    async run(signal) {
      let failures = 0;
      while (!signal.aborted) {
        let pauseMs = everyMs * (0.9 + 0.2 * random());
        try {
          await list(signal);
          failures = 0;
          setSynced();
          const keys = new Set([...settings.known(), ...knowledge.keys()]);
          for (const key of keys) {
            if (settings.isServed(key)) subscribers.forEach((enqueue) => enqueue(key));
          }
        } catch (error) {
          if (isAborted(signal)) return;
          failures += 1;
          pauseMs = Math.min(everyMs, backoffMs(failures, backoff, random()));
          log.warn({ err: error }, 'the VIPs could not be listed; what was known of them stays');
        }
        await clock.sleep(pauseMs, signal).catch(() => undefined);
      }
    },
  };
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
