import {
  hasOrdinal,
  largestOrdinal,
  splitOrdinals,
  type OrdinalRange,
  type OrdinalSet,
} from '../../api/ordinals.js';
import type { SetSpecView } from './model.js';

/** What a set's spec says of ordinals. */
export interface SetOrdinals {
  /** `last` is below `first` when there are none. */
  readonly range: OrdinalRange;
  /** In range and not offline: each is to have a pod. */
  readonly wanted: OrdinalSet;
  /** In range and offline: none is to have a pod, and all keep what else is theirs. */
  readonly offline: OrdinalSet;
  /** Named as offline, and out of range: they count for nothing until the range reaches them. */
  readonly outOfRange: OrdinalSet;
}

/** Where an ordinal stands; `condemned` is out of range. */
export type Place = 'wanted' | 'offline' | 'condemned';

/**
 * No substitute is made for an offline ordinal:
 *
 * | start | replicas | offline | wanted  | out of range |
 * | ----- | -------- | ------- | ------- | ------------ |
 * | 0     | 5        | 1, 3    | 0, 2, 4 |              |
 * | 0     | 3        | 4, 5    | 0, 1, 2 | 4, 5         |
 * | 0     | 4        | 0       | 1, 2, 3 |              |
 * | 2     | 3        | 0, 3    | 2, 4    | 0            |
 * | 0     | 2        | 0, 1    |         |              |
 * | 0     | 0        | 0       |         | 0            |
 */
export function ordinalsOf(spec: Pick<SetSpecView, 'replicas' | 'start' | 'offline'>): SetOrdinals {
  const range = { first: spec.start, last: Math.min(spec.start + spec.replicas - 1, largestOrdinal) };
  const { inside, outside } = splitOrdinals(spec.offline, range);
  return { range, wanted: without(range, inside), offline: inside, outOfRange: outside };
}

function without(range: OrdinalRange, taken: OrdinalSet): OrdinalSet {
  const left: OrdinalRange[] = [];
  let first = range.first;
  for (const gap of taken) {
    if (gap.first > first) left.push({ first, last: gap.first - 1 });
    first = gap.last + 1;
  }
  if (first <= range.last) left.push({ first, last: range.last });
  return left;
}

export function placeOf({ range, offline }: SetOrdinals, ordinal: number): Place {
  if (ordinal < range.first || ordinal > range.last) return 'condemned';
  return hasOrdinal(offline, ordinal) ? 'offline' : 'wanted';
}
