import type { FieldProblem } from '../../api/errors/index.js';
import { judgeWish, type HeldAddresses, type NamedPool } from '../../api/network/index.js';
import type { AddressQuestion } from './chosen-addresses.js';

/** What is known of pools and addresses at this moment. */
export interface KnownAddresses {
  readonly pools: readonly NamedPool[];
  /** The reservations that hold the addresses in question. */
  readonly held: readonly HeldAddresses[];
}

/**
 * Why the addresses cannot be had, each problem at the field that asks. Without any pool nobody gives out addresses, and all
 * that counts is that they can be read.
 */
export function judgeAddresses(
  { namespace, pool, chosen, problems }: AddressQuestion,
  { pools, held }: KnownAddresses,
): readonly FieldProblem[] {
  if (pools.length === 0) return problems;
  return [
    ...problems,
    ...chosen.flatMap(({ field, podName, addresses }) =>
      judgeWish(pools, held, namespace, podName, addresses, pool).map((problem) => ({ ...problem, field })),
    ),
  ];
}
