import { assignmentName, type IPReservation } from '../../api/network/index.js';
import { addressesOf } from '../../kubernetes/addresses/index.js';
import { isAtLeast } from '../runtime/resource-version.js';
import type { Key } from '../runtime/store.js';
import type { AddressViews, CachedAssignment } from './cache.js';
import { Occupancy } from './occupancy.js';

/** What was just written is believed for this long without the cache's showing it; then the cache is right. */
const believedMs = 30_000;

/**
 * The caches with what was written since: who has which address, the newest form of each reservation, and which assignments
 * are in place. Wrong only for a while; whatever is decided by it, the API server has the last word.
 */
export class Knowledge {
  readonly occupancy = new Occupancy();
  /** Reservations as they were answered, until the cache is as far. */
  readonly #written = new Map<string, { readonly reservation: IPReservation; readonly at: number }>();
  /** By address: UID of the reservation that holds it, as it was answered. */
  readonly #holders = new Map<
    string,
    { readonly uid: string; readonly holder: string; readonly at: number }
  >();
  /** By key of a pod: addresses in hand for it. */
  readonly #hands = new Map<Key, Set<string>>();

  /** @param now milliseconds, never going back */
  constructor(
    private readonly caches: Pick<AddressViews, 'reservations' | 'assignments'>,
    private readonly now: () => number,
  ) {
    caches.reservations.subscribe(({ key: name, before, after }) => {
      if (after !== undefined) addressesOf(after).forEach((address) => this.occupancy.add(address));
      if (before !== undefined) addressesOf(before).forEach((address) => this.occupancy.remove(address));
      const written = this.#written.get(name)?.reservation.metadata.resourceVersion;
      if (after === undefined) this.#written.delete(name);
      else if (written !== undefined && isAtLeast(after.metadata.resourceVersion, written) !== false) {
        this.#written.delete(name);
      }
      if (after !== undefined) this.#shown(podKey(after), addressesOf(after));
    });
    caches.assignments.subscribe(({ before, after }) => {
      if (after !== undefined) this.occupancy.add(after.address);
      if (before !== undefined) this.occupancy.remove(before.address);
      for (const seen of [before, after]) if (seen !== undefined) this.#holders.delete(seen.address);
    });
  }

  reservation(name: string): IPReservation | undefined {
    const written = this.#written.get(name);
    if (written !== undefined && this.now() - written.at < believedMs) return written.reservation;
    this.#written.delete(name);
    return this.caches.reservations.store.get(name);
  }

  /** The API server answered so. */
  saw(reservation: IPReservation): void {
    const { name, resourceVersion } = reservation.metadata;
    const cached = this.caches.reservations.store.get(name)?.metadata.resourceVersion;
    if (cached !== undefined && isAtLeast(cached, resourceVersion) === true) return;
    this.#written.set(name, { reservation, at: this.now() });
  }

  /** The address is assigned to the reservation of that UID, which is for the pod of that key. */
  sawHolder(address: string, uid: string, holder: Key): void {
    this.#holders.set(address, { uid, holder, at: this.now() });
  }

  isAssigned(address: string, uid: string): boolean {
    return this.#holderOf(address)?.uid === uid;
  }

  /** For which pod somebody else holds the address. */
  otherHolder(address: string, uid: string | undefined): Key | undefined {
    const known = this.#holderOf(address);
    return known === undefined || known.uid === uid ? undefined : known.holder;
  }

  #holderOf(address: string): { readonly uid: string; readonly holder: Key } | undefined {
    const told = this.#holders.get(address);
    if (told !== undefined && this.now() - told.at < believedMs) return told;
    this.#holders.delete(address);
    const cached = this.assignment(address);
    return cached && { uid: cached.holder.uid, holder: this.holderName(cached.holder.name) };
  }

  assignment(address: string): CachedAssignment | undefined {
    return this.caches.assignments.store.get(assignmentName(address));
  }

  /** The pod that a reservation is for, or the reservation's own name when it is gone. */
  holderName(reservation: string): Key {
    const known = this.caches.reservations.store.get(reservation);
    return known === undefined ? reservation.replace('.', '/') : podKey(known);
  }

  /** Addresses found free are in hand until the cache shows the reservation that lists them. */
  pickUp(key: Key, address: string): void {
    const hand = this.#hands.get(key) ?? new Set();
    this.#hands.set(key, hand.add(address));
  }

  /** Lets go of what is in hand for a pod, but for addresses that its reservation lists and the cache does not show yet. */
  putDown(key: Key, listed: readonly string[] = []): void {
    const hand = this.#hands.get(key);
    if (hand === undefined) return;
    for (const address of hand) {
      if (listed.includes(address)) continue;
      hand.delete(address);
      this.occupancy.letGo(address, key);
    }
    if (hand.size === 0) this.#hands.delete(key);
  }

  #shown(key: Key, addresses: readonly string[]): void {
    const hand = this.#hands.get(key);
    for (const address of addresses) {
      if (hand?.delete(address) === true) this.occupancy.letGo(address, key);
    }
  }
}

export function podKey({ spec }: Pick<IPReservation, 'spec'>): Key {
  return `${spec.namespace}/${spec.podName}`;
}
