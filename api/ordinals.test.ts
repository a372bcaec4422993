import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from './errors/index.js';
import {
  countOrdinals,
  eachOrdinal,
  formatOrdinals,
  hasOrdinal,
  largestOrdinal,
  ordinalSet,
  parseOrdinals,
  splitOrdinals,
  type OrdinalEntry,
  type OrdinalSet,
} from './ordinals.js';

const anyOrdinals = fc.uniqueArray(fc.nat(60), { maxLength: 40 });
const anySet = anyOrdinals.map(ordinalSet);

function parsed(entries: readonly OrdinalEntry[]): OrdinalSet {
  const result = parseOrdinals(entries);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join(' '));
  return result.ordinals;
}

function problemsOf(...entries: readonly OrdinalEntry[]): readonly string[] {
  const result = parseOrdinals(entries);
  return result.ok ? [] : result.problems.map(formatProblem);
}

const malformed = `is neither an ordinal nor a range of ordinals. Write a number from 0 to ${largestOrdinal} such as 3, or a range such as "3-5".`;

describe('the ordinals of a set', () => {
  it.each<[OrdinalEntry[], OrdinalSet]>([
    [[], []],
    [[0], [{ first: 0, last: 0 }]],
    [['3-5'], [{ first: 3, last: 5 }]],
    [['4-4'], [{ first: 4, last: 4 }]],
    [
      [7, '3-5', 0],
      [
        { first: 0, last: 0 },
        { first: 3, last: 5 },
        { first: 7, last: 7 },
      ],
    ],
    [[1, 0, '2-3'], [{ first: 0, last: 3 }]],
    [[largestOrdinal], [{ first: largestOrdinal, last: largestOrdinal }]],
  ])('%j are read as ranges, lowest first, neighbours joined', (entries, expected) => {
    expect(parsed(entries)).toEqual(expected);
  });

  it.each<[string, OrdinalEntry[], string[]]>([
    ['a negative one', [-1], [`spec.offlineStrategy.podOrdinals[0]: -1 ${malformed}`]],
    ['a fraction', [0, 1.5], [`spec.offlineStrategy.podOrdinals[1]: 1.5 ${malformed}`]],
    ['one that is too large', [2 ** 31], [`spec.offlineStrategy.podOrdinals[0]: 2147483648 ${malformed}`]],
    ['a text', ['3'], [`spec.offlineStrategy.podOrdinals[0]: "3" ${malformed}`]],
    ['a range without an end', ['3-'], [`spec.offlineStrategy.podOrdinals[0]: "3-" ${malformed}`]],
    ['a range with leading zeros', ['03-05'], [`spec.offlineStrategy.podOrdinals[0]: "03-05" ${malformed}`]],
    ['a range with spaces', ['3 - 5'], [`spec.offlineStrategy.podOrdinals[0]: "3 - 5" ${malformed}`]],
    ['a range that is negative', ['-3--1'], [`spec.offlineStrategy.podOrdinals[0]: "-3--1" ${malformed}`]],
    [
      'a range that is too large',
      ['1-2147483648'],
      [`spec.offlineStrategy.podOrdinals[0]: "1-2147483648" ${malformed}`],
    ],
    [
      'a range the wrong way round',
      [0, 1, '5-3'],
      [
        'spec.offlineStrategy.podOrdinals[2]: The range "5-3" runs the wrong way round. Write the lower ordinal first: "3-5".',
      ],
    ],
    [
      'one twice',
      [1, 2, 1],
      [
        'spec.offlineStrategy.podOrdinals[2]: 1 names ordinal 1, which 1 names already. Name each ordinal once.',
      ],
    ],
    [
      'one that a range has',
      ['1-3', 2],
      [
        'spec.offlineStrategy.podOrdinals[1]: 2 names ordinal 2, which "1-3" names already. Name each ordinal once.',
      ],
    ],
    [
      'ranges that overlap',
      ['3-5', '1-3'],
      [
        'spec.offlineStrategy.podOrdinals[1]: "1-3" names ordinal 3, which "3-5" names already. Name each ordinal once.',
      ],
    ],
    [
      'several wrong ones, each',
      [-1, '5-3', 2, 2],
      [
        `spec.offlineStrategy.podOrdinals[0]: -1 ${malformed}`,
        'spec.offlineStrategy.podOrdinals[1]: The range "5-3" runs the wrong way round. Write the lower ordinal first: "3-5".',
        'spec.offlineStrategy.podOrdinals[3]: 2 names ordinal 2, which 2 names already. Name each ordinal once.',
      ],
    ],
  ])('are refused with %s, by its position', (_what, entries, expected) => {
    expect(problemsOf(...entries)).toEqual(expected);
  });

  it('are refused in the name of the field they were asked for in', () => {
    expect(parseOrdinals([-1], 'ordinals')).toMatchObject({
      ok: false,
      problems: [{ field: 'ordinals[0]' }],
    });
  });

  it('shorten what is shown of a long text', () => {
    expect(problemsOf('x'.repeat(1000))[0]?.length).toBeLessThan(250);
  });

  it('read back as what they were written from', () => {
    fc.assert(
      fc.property(anySet, (ordinals) => {
        expect(parsed(formatOrdinals(ordinals))).toEqual(ordinals);
      }),
    );
  });

  it('are written in one form, whatever form they were read from', () => {
    const split = fc.tuple(anyOrdinals, fc.infiniteStream(fc.boolean())).map(([ordinals, stream]) => {
      // Each run of neighbours is cut into entries at random, and these are mixed.
      const entries: OrdinalEntry[] = [];
      for (const { first, last } of ordinalSet(ordinals)) {
        let from = first;
        for (let ordinal = first; ordinal <= last; ordinal += 1) {
          if (ordinal < last && stream.next().value === true) continue;
          entries.push(from === ordinal && stream.next().value === true ? ordinal : `${from}-${ordinal}`);
          from = ordinal + 1;
        }
      }
      return { ordinals, entries: entries.toReversed() };
    });
    fc.assert(
      fc.property(split, ({ ordinals, entries }) => {
        expect(formatOrdinals(parsed(entries))).toEqual(formatOrdinals(ordinalSet(ordinals)));
      }),
    );
  });

  it('never make parsing throw, and only what can be written is taken', () => {
    const entry = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.string(),
      fc.stringMatching(/^[0-9]{0,3}-[0-9]{0,3}$/),
    );
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const result = parseOrdinals(entries);
        if (result.ok) expect(parsed(formatOrdinals(result.ordinals))).toEqual(result.ordinals);
        else expect(new Set(result.problems.map(({ field }) => field)).size).toBe(result.problems.length);
      }),
    );
  });

  it('are counted, listed and looked up as the numbers they stand for', () => {
    fc.assert(
      fc.property(anyOrdinals, fc.nat(70), (ordinals, sought) => {
        const set = ordinalSet(ordinals);
        expect(Array.from(eachOrdinal(set))).toEqual(ordinals.toSorted((one, other) => one - other));
        expect(countOrdinals(set)).toBe(ordinals.length);
        expect(hasOrdinal(set, sought)).toBe(ordinals.includes(sought));
      }),
    );
  });

  it('are split at a range into those inside and the rest', () => {
    fc.assert(
      fc.property(anyOrdinals, fc.nat(70), fc.integer({ min: 0, max: 20 }), (ordinals, first, count) => {
        const last = first + count - 1;
        const { inside, outside } = splitOrdinals(ordinalSet(ordinals), { first, last });
        const within = (ordinal: number): boolean => first <= ordinal && ordinal <= last;
        expect(inside).toEqual(ordinalSet(ordinals.filter(within)));
        expect(Array.from(eachOrdinal(outside))).toEqual(
          Array.from(eachOrdinal(ordinalSet(ordinals.filter((ordinal) => !within(ordinal))))),
        );
      }),
    );
  });
});
