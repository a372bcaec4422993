import { isDeepStrictEqual } from 'node:util';
import { fieldManager } from '../../api/names.js';
import { ipPools, type KubernetesClient } from '../../kubernetes/index.js';
import type { ReconcileContext } from '../runtime/controller.js';
import type { Key } from '../runtime/store.js';
import type { WorkResult } from '../runtime/work-queue.js';
import type { AddressCaches } from './cache.js';
import { countHeld, statusOf } from './pool-status.js';

/** A look goes through all reservations, and people look at counts now and then. */
const everyMs = 2_000;

export interface PoolReconcilerSettings {
  readonly client: KubernetesClient;
  readonly caches: Pick<AddressCaches, 'pools' | 'reservations'>;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  readonly date: () => Date;
}

/** Says of each pool how many addresses are left and whether it is in order; at most once in a while. */
export class PoolReconciler {
  readonly #lookedAt = new Map<Key, number>();

  constructor(private readonly settings: PoolReconcilerSettings) {}

  async reconcile(key: Key, { signal }: ReconcileContext): Promise<WorkResult> {
    const { client, caches, now, date } = this.settings;
    const pool = caches.pools.store.get(key);
    if (pool === undefined) {
      this.#lookedAt.delete(key);
      return { kind: 'done' };
    }
    const dueInMs = (this.#lookedAt.get(key) ?? -Infinity) + everyMs - now();
    if (dueInMs > 0) return { kind: 'requeueAfter', ms: Math.ceil(dueInMs) };
    this.#lookedAt.set(key, now());
    const others = Array.from(caches.pools.store.entries(), ([, other]) => other);
    const held = countHeld(
      key,
      Array.from(caches.reservations.store.entries(), ([, reservation]) => reservation),
    );
    const status = statusOf(pool, others, held, date());
    if (isDeepStrictEqual(status, pool.status)) return { kind: 'done' };
    const { ipv4 = null, ipv6 = null, ...rest } = status;
    await client.mergePatch(
      ipPools,
      { name: key },
      { metadata: { uid: pool.uid }, status: { ...rest, ipv4, ipv6 } },
      { subresource: 'status', fieldManager: fieldManager.controller, signal },
    );
    return { kind: 'done' };
  }
}
