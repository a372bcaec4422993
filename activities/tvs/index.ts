import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../kubernetes/clock.js';
import { TvsBalancer } from './balancer.js';
import { breakerDefaults, type BreakerSettings } from './circuit-breaker.js';
import { TvsClient } from './client.js';

export type { TvsBalancer } from './balancer.js';

export interface TvsSettings {
  /** `https://host:port`. */
  readonly url: string;
  /** Read again when it changes. */
  readonly tokenFile: string;
  /** PEM; the system's authorities if left out. */
  readonly caFile?: string | undefined;
  /** UID of the namespace kube-system of our cluster. */
  readonly owner: string;
  /** Connections at most; 8 by default. */
  readonly connections?: number;
  /** Milliseconds for one attempt; 5 s by default. */
  readonly timeoutMs?: number;
  /** How often a request is sent while nobody knows what became of it; 3 by default. */
  readonly attempts?: number;
  /** VIPs in a page, 1 to 500; 500 by default. */
  readonly pageSize?: number;
  readonly breaker?: BreakerSettings;
  readonly clock?: Clock;
}

/** Its connections are made with the first request, and let go by `close`. */
export function createTvsBalancer(settings: TvsSettings): TvsBalancer {
  const { url, tokenFile, caFile, owner, pageSize = 500, clock = systemClock } = settings;
  const { connections = 8, timeoutMs = 5_000, attempts = 3, breaker = breakerDefaults } = settings;
  const client = new TvsClient({ url, tokenFile, caFile, connections, timeoutMs, attempts, breaker }, clock);
  return new TvsBalancer({ client, owner, pageSize, newKey: randomUUID });
}
