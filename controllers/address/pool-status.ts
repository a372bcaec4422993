import { formatProblem } from '../../api/errors/index.js';
import {
  overlapProblems,
  parseAddress,
  validatePool,
  type FamilySpace,
  type IPPoolCounts,
  type IPPoolStatus,
  type IPReservation,
  type ReadablePool,
} from '../../api/network/index.js';
import type { Condition } from '../../api/object-meta.js';
import { setCondition } from '../runtime/conditions.js';
import type { CachedPool } from './cache.js';

/** How many addresses of each family are held, by whom. */
export interface Held {
  bound: bigint;
  released: bigint;
}

export type HeldByFamily = Readonly<Record<4 | 6, Held>>;

/** Counts the addresses that reservations hold of a pool. Former ones are kept for nobody that runs. */
export function countHeld(pool: string, reservations: Iterable<IPReservation>): HeldByFamily {
  const held: HeldByFamily = { 4: { bound: 0n, released: 0n }, 6: { bound: 0n, released: 0n } };
  const count = (address: string, as: keyof Held): void => {
    const family = parseAddress(address)?.family;
    if (family !== undefined) held[family][as] += 1n;
  };
  for (const { spec, status } of reservations) {
    if (spec.pool !== pool) continue;
    const isBound = status?.phase !== 'Released';
    for (const address of spec.addresses) count(address, isBound ? 'bound' : 'released');
    for (const { address } of spec.former ?? []) count(address, 'released');
  }
  return held;
}

/**
 * What the status of a pool is to say. Conditions:
 *
 * | type      | True                                                                        |
 * | --------- | --------------------------------------------------------------------------- |
 * | Ready     | every part of the spec can be used                                          |
 * | Exhausted | a family has no free address                                                |
 * | Overlaps  | another pool offers addresses of this one too, or is the default as well    |
 */
export function statusOf(
  pool: CachedPool,
  others: readonly ReadablePool[],
  held: HeldByFamily,
  now: Date,
): IPPoolStatus {
  const counts = (family: 4 | 6): IPPoolCounts | undefined => {
    const space = pool.spaces.find((candidate) => candidate.family === family);
    return space && countsOf(space, held[family]);
  };
  const [ipv4, ipv6] = [counts(4), counts(6)];
  const problems = validatePool(pool.spec);
  const overlaps = overlapProblems(pool, others);
  const full = [ipv4 && 'IPv4', ipv6 && 'IPv6'].filter(
    (name, index) => name !== undefined && [ipv4, ipv6][index]?.free === '0',
  );
  const observedGeneration = pool.generation;
  const stamp = observedGeneration === undefined ? {} : { observedGeneration };
  const condition = (type: string, isTrue: boolean, reason: string, message: string) => ({
    type,
    status: isTrue ? ('True' as const) : ('False' as const),
    reason,
    message,
    ...stamp,
  });
  const conditions = [
    problems.length === 0
      ? condition('Ready', true, 'InOrder', 'Pods get addresses of this pool.')
      : condition('Ready', false, problems[0]?.code ?? 'Invalid', problems.map(formatProblem).join(' ')),
    full.length === 0
      ? condition('Exhausted', false, 'AddressesLeft', 'There are free addresses.')
      : condition('Exhausted', true, 'NoneLeft', `No ${full.join(' and no ')} address is free.`),
    overlaps.length === 0
      ? condition('Overlaps', false, 'Apart', 'No other pool offers its addresses.')
      : condition('Overlaps', true, overlaps[0]?.code ?? 'Overlaps', overlaps.map(formatProblem).join(' ')),
  ].reduce<readonly Condition[]>(
    (known, update) => setCondition(known, update, now),
    pool.status?.conditions ?? [],
  );
  return {
    ...stamp,
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
    conditions: [...conditions],
  };
}

/** Chosen addresses may lie where the ranges have been changed since, so that more are held than there are. */
function countsOf({ capacity }: FamilySpace, { bound, released }: Held): IPPoolCounts {
  const left = capacity - bound - released;
  return {
    capacity: String(capacity),
    bound: String(bound),
    released: String(released),
    free: String(left < 0n ? 0n : left),
  };
}
