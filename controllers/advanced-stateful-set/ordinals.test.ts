import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachOrdinal, formatOrdinals, ordinalSet } from '../../api/ordinals.js';
import { ordinalsOf, placeOf } from './ordinals.js';

describe('ordinalsOf follows its table', () => {
  const rows: readonly [number, number, number[], number[], number[]][] = [
    [0, 5, [1, 3], [0, 2, 4], []],
    [0, 3, [4, 5], [0, 1, 2], [4, 5]],
    [0, 4, [0], [1, 2, 3], []],
    [2, 3, [0, 3], [2, 4], [0]],
    [0, 2, [0, 1], [], []],
    [0, 0, [0], [], [0]],
  ];
  it.each(rows)('from %i, %i replicas, offline %j', (start, replicas, offline, wanted, outOfRange) => {
    const ordinals = ordinalsOf({ start, replicas, offline: ordinalSet(offline) });
    expect([...eachOrdinal(ordinals.wanted)]).toEqual(wanted);
    expect([...eachOrdinal(ordinals.outOfRange)]).toEqual(outOfRange);
  });

  it('keeps ranges of thousands as ranges', () => {
    const { wanted } = ordinalsOf({ start: 0, replicas: 1_000_000, offline: [{ first: 10, last: 999_990 }] });
    expect(formatOrdinals(wanted)).toEqual(['0-9', '999991-999999']);
  });
});

describe('placeOf', () => {
  const ordinals = ordinalsOf({ start: 1, replicas: 3, offline: ordinalSet([2, 7]) });
  it.each([
    [0, 'condemned'],
    [1, 'wanted'],
    [2, 'offline'],
    [3, 'wanted'],
    [4, 'condemned'],
    [7, 'condemned'],
  ] as const)('says of ordinal %i that it is %s', (ordinal, place) => {
    expect(placeOf(ordinals, ordinal)).toBe(place);
  });
});

describe('every ordinal', () => {
  it('is in exactly one place, and the wanted ones are those that placeOf calls wanted', () => {
    const some = fc.nat({ max: 12 });
    fc.assert(
      fc.property(some, some, fc.uniqueArray(some), (start, replicas, offline) => {
        const ordinals = ordinalsOf({ start, replicas, offline: ordinalSet(offline) });
        const wanted = new Set(eachOrdinal(ordinals.wanted));
        const resting = new Set(eachOrdinal(ordinals.offline));
        for (let ordinal = 0; ordinal < 30; ordinal += 1) {
          const isInRange = ordinal >= start && ordinal < start + replicas;
          const isOffline = isInRange && offline.includes(ordinal);
          expect(wanted.has(ordinal)).toBe(isInRange && !isOffline);
          expect(resting.has(ordinal)).toBe(isOffline);
          expect(placeOf(ordinals, ordinal)).toBe(isOffline ? 'offline' : isInRange ? 'wanted' : 'condemned');
        }
      }),
    );
  });
});
