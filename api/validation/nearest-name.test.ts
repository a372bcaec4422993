import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest-name.js';

describe('the edit distance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['replicas', 'replcias', 2],
    ['same', 'same', 0],
  ])('of %s and %s is %i', (from, to, expected) => {
    expect(editDistance(from, to)).toBe(expected);
  });

  it('is a distance: none to itself, the same both ways, and no detour is shorter', () => {
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        expect(editDistance(one, one)).toBe(0);
        expect(editDistance(one, two)).toBe(editDistance(two, one));
        expect(editDistance(one, three)).toBeLessThanOrEqual(
          editDistance(one, two) + editDistance(two, three),
        );
      }),
    );
  });
});

describe('a misspelt name', () => {
  const known = ['replicas', 'resources', 'volumes', 'config'];

  it.each([
    ['replica', 'replicas'],
    ['Resources', 'resources'],
    ['volume', 'volumes'],
    ['configuration', undefined],
    ['x', undefined],
  ])('%s is taken for %s', (typed, expected) => {
    expect(nearestName(typed, known)).toBe(expected);
  });

  it('is taken for nothing where nothing is known', () => {
    expect(nearestName('replicas', [])).toBeUndefined();
  });
});
