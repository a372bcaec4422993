import {
  offers,
  parseAddress,
  type Family,
  type IPReservation,
  type ReadablePool,
} from '../../api/network/index.js';
import type { CallOptions, KubernetesClient } from '../../kubernetes/index.js';
import { endReservation } from '../../kubernetes/addresses/index.js';
import type { ReadonlyStore } from '../runtime/store.js';

/** How many are tried in a row when pods come back in this very moment. */
const attempts = 5;

/**
 * Takes the address of a pod that is gone for longest when a pool has no other: one whose time is over, which the sweep
 * has not come to yet, or any if the pool allows it.
 */
export class Reclaim {
  /** Names of reservations that are being ended, or were and are still in the cache. */
  readonly #ending = new Set<string>();

  constructor(
    private readonly client: KubernetesClient,
    private readonly reservations: ReadonlyStore<IPReservation>,
    private readonly date: () => Date,
  ) {}

  /** An address that was freed for the caller; undefined if none could be. */
  async oldest(pool: ReadablePool, family: Family, call: CallOptions): Promise<string | undefined> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const candidate = this.#next(pool, family);
      if (candidate === undefined) return undefined;
      const { name } = candidate.reservation.metadata;
      this.#ending.add(`${name}/${candidate.reservation.metadata.uid}`);
      const outcome = await endReservation(this.client, candidate.reservation, this.date(), call);
      if (outcome.kind === 'ended') return candidate.address;
    }
    return undefined;
  }

  #next(
    pool: ReadablePool,
    family: Family,
  ): { readonly reservation: IPReservation; readonly address: string } | undefined {
    const early = pool.spec.exhausted === 'ReuseOldest';
    const now = this.date().toISOString();
    let best:
      { readonly reservation: IPReservation; readonly address: string; readonly at: string } | undefined;
    const present = new Set<string>();
    for (const [name, reservation] of this.reservations.entries()) {
      const id = `${name}/${reservation.metadata.uid}`;
      present.add(id);
      const { phase, releasedAt: at = '', expiresAt = '' } = reservation.status ?? {};
      if (phase !== 'Released' || this.#ending.has(id) || at === '') continue;
      if (!early && (expiresAt === '' || expiresAt > now)) continue;
      if (best !== undefined && at >= best.at) continue;
      const address = reservation.spec.addresses.find((text) => {
        const parsed = parseAddress(text);
        return parsed?.family === family && offers(pool.spaces, parsed);
      });
      if (address !== undefined) best = { reservation, address, at };
    }
    for (const id of this.#ending) if (!present.has(id)) this.#ending.delete(id);
    return best;
  }
}
