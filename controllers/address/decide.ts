import { fieldProblem, type FieldProblem } from '../../api/errors/index.js';
import {
  carries,
  choosePool,
  defaultRetention,
  parseAddress,
  parseDuration,
  type Family,
  type FormerAddress,
  type IPReservation,
  type IPReservationSpec,
  type IPReservationStatus,
  type ReadablePool,
} from '../../api/network/index.js';
import type { PodNeed } from './pod-need.js';
import type { Wish } from './wish.js';

export interface Situation {
  readonly pod: PodNeed;
  readonly wish: Wish;
  readonly pools: readonly ReadablePool[];
  /** Of the pod's name, as last known. */
  readonly reservation: IPReservation | undefined;
  /** Whether the address is known to be assigned to the reservation. */
  readonly isAssigned: (address: string) => boolean;
  /** For whom another reservation holds the address, as far as is known: `<namespace>/<pod>`. */
  readonly otherHolder: (address: string) => string | undefined;
  /** An address of the pool that nobody is known to have. */
  readonly nextFree: (pool: ReadablePool, family: Family) => string | undefined;
  readonly now: Date;
}

/** What the reservation is to say. */
export interface Wanted {
  readonly spec: IPReservationSpec;
  readonly status: IPReservationStatus;
}

export type Decision =
  /** The pod has what it needs. */
  | { readonly kind: 'settled' }
  /** Addresses of the reservation are not all known to be assigned to it. */
  | { readonly kind: 'assign'; readonly wanted: Wanted }
  /** The reservation is to be made, or to say something else. */
  | { readonly kind: 'write'; readonly wanted: Wanted }
  /** The pool has no address of the family left. */
  | {
      readonly kind: 'exhausted';
      readonly pool: ReadablePool;
      readonly family: Family;
      readonly problem: FieldProblem;
      readonly wanted?: Wanted;
    }
  /** Nothing can be done until the pod, a pool or a reservation changes; the intent, if there is one, is written down. */
  | { readonly kind: 'wait'; readonly problem: FieldProblem; readonly wanted?: Wanted };

/**
 * What is to be done for a pod that needs addresses:
 *
 * | reservation of its name                             | what the pod asks for         | then                               |
 * | --------------------------------------------------- | ----------------------------- | ---------------------------------- |
 * | bound to this pod, all addresses assigned           | whatever: it may be running   | settled                            |
 * | any                                                 | malformed, or of no such pool | wait                               |
 * | any                                                 | an address just being freed   | wait                               |
 * | any                                                 | one, and a family has none    | exhausted                          |
 * | any                                                 | an address that another holds | wait, with the intent              |
 * | bound to this pod, says what is wanted              | the same                      | assign                             |
 * | none                                                | anything                      | write: with free or chosen ones    |
 * | bound to another pod, or released                   | nothing in particular         | write: the same addresses, bound   |
 * | any                                                 | other addresses than it has   | write: those; the old ones former  |
 */
export function decide(situation: Situation): Decision {
  const { pod, wish, reservation, pools } = situation;
  const isBound = reservation?.status?.phase === 'Bound' && reservation.status.podUID === pod.uid;
  if (isBound && isComplete(situation, reservation)) {
    if (reservation.status?.message === undefined) return { kind: 'settled' };
    return { kind: 'write', wanted: { spec: reservation.spec, status: withoutMessage(reservation.status) } };
  }
  if (!wish.ok) return { kind: 'wait', problem: wish.problem };
  const choice = choosePool(pools, {
    namespace: pod.namespace,
    pool: wish.pool,
    addresses: wish.addresses,
    current: reservation?.spec.pool,
  });
  if (!choice.ok) return { kind: 'wait', problem: choice.problem };
  const { pool } = choice;
  const freeing = wish.addresses.find((address) => isFreeing(reservation, address));
  if (freeing !== undefined) return { kind: 'wait', problem: problemOf('AddressBeingFreed', freeing) };

  const found = pool.spaces.map(({ family }) => ({ family, address: addressFor(situation, pool, family) }));
  const without = found.find(({ address }) => address === undefined);
  const addresses = without === undefined ? found.flatMap(({ address }) => address ?? []) : [];
  const wanted = wantedOf(situation, pool, addresses, isBound);
  if (without !== undefined) {
    const { family } = without;
    const problem = fieldProblem('spec', 'PoolExhausted', { pool: pool.name, family });
    // What the name has of the other family stays its own meanwhile.
    const keeps = (reservation?.spec.addresses.length ?? 0) > 0;
    return { kind: 'exhausted', pool, family, problem, ...(!keeps && { wanted }) };
  }
  const held = addresses.flatMap((address) => {
    const holder = situation.otherHolder(address);
    return holder === undefined ? [] : [fieldProblem('spec', 'AddressHeld', { address, holder })];
  });
  if (held[0] !== undefined) return { kind: 'wait', problem: held[0], wanted };
  const same = isBound && sameSpec(reservation.spec, wanted.spec);
  return { kind: same ? 'assign' : 'write', wanted };
}

function isComplete({ isAssigned }: Situation, { spec }: IPReservation): boolean {
  return spec.addresses.length > 0 && spec.addresses.every((address) => isAssigned(address));
}

function isFreeing(reservation: IPReservation | undefined, address: string): boolean {
  return (reservation?.spec.former ?? []).some(
    (entry) => entry.address === address && entry.freeing === true,
  );
}

/** The chosen one, else the one it has, else a free one. */
function addressFor(situation: Situation, pool: ReadablePool, family: Family): string | undefined {
  const { wish, reservation } = situation;
  const chosen = wish.ok ? ofFamily(wish.addresses, family) : undefined;
  if (chosen !== undefined) return chosen;
  const current =
    reservation?.spec.pool === pool.name ? ofFamily(reservation.spec.addresses, family) : undefined;
  const isOurs = current !== undefined && situation.otherHolder(current) === undefined;
  if (isOurs && carries(pool.spaces, current)) return current;
  return situation.nextFree(pool, family);
}

function ofFamily(addresses: readonly string[], family: Family): string | undefined {
  return addresses.find((address) => parseAddress(address)?.family === family);
}

function wantedOf(
  { pod, reservation, pools, now }: Situation,
  pool: ReadablePool,
  addresses: readonly string[],
  isBound: boolean,
): Wanted {
  // Also an address that another seems to hold: by now it may be this one's, and its pod may have begun to use it.
  const dropped = (reservation?.spec.addresses ?? []).filter((address) => !addresses.includes(address));
  const podUID = reservation?.status?.podUID;
  const before = pools.find(({ name }) => name === reservation?.spec.pool);
  const until = new Date(now.getTime() + retentionMs(before)).toISOString();
  const former: readonly FormerAddress[] = [
    ...(reservation?.spec.former ?? []).filter(({ address }) => !addresses.includes(address)),
    ...dropped.map((address) => ({ address, until, ...(podUID !== undefined && { podUID }) })),
  ];
  const boundAt = isBound ? reservation?.status?.boundAt : undefined;
  return {
    spec: {
      namespace: pod.namespace,
      podName: pod.name,
      pool: pool.name,
      addresses: [...addresses],
      ...(former.length > 0 && { former: [...former] }),
    },
    status: { phase: 'Bound', podUID: pod.uid, boundAt: boundAt ?? now.toISOString() },
  };
}

/** Milliseconds that addresses of a pool are kept for a pod that is gone. */
export function retentionMs(pool: ReadablePool | undefined): number {
  const kept = parseDuration(pool?.spec.retention ?? defaultRetention);
  return kept ?? parseDuration(defaultRetention) ?? 0;
}

/** What a reservation says once its pod is proven gone. */
export function releasedStatus(
  { spec, status }: Pick<IPReservation, 'spec' | 'status'>,
  pool: ReadablePool | undefined,
  now: Date,
): IPReservationStatus {
  // Without addresses there is nothing to keep, but for former ones.
  const keptMs = spec.addresses.length === 0 ? 0 : retentionMs(pool);
  const ends = (spec.former ?? []).map(({ until }) => Date.parse(until)).filter((at) => !Number.isNaN(at));
  return {
    ...(status && withoutMessage(status)),
    phase: 'Released',
    releasedAt: now.toISOString(),
    expiresAt: new Date(Math.max(now.getTime() + keptMs, ...ends)).toISOString(),
  };
}

function withoutMessage(status: IPReservationStatus): IPReservationStatus {
  const copy = { ...status };
  delete copy.message;
  return copy;
}

function sameSpec(one: IPReservationSpec, other: IPReservationSpec): boolean {
  return one.pool === other.pool && one.addresses.join() === other.addresses.join();
}

function problemOf(code: 'AddressBeingFreed', address: string): FieldProblem {
  return fieldProblem('spec', code, { address });
}
