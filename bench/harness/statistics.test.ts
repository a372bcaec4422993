import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, spread } from './statistics.js';

describe('spread', () => {
  it.each([
    [[3], { min: 3, median: 3, max: 3 }],
    [[10, 9, 100], { min: 9, median: 10, max: 100 }],
    [[4, 1, 2, 100], { min: 1, median: 3, max: 100 }],
  ])('of %j is %j', (values, expected) => {
    expect(spread(values)).toEqual(expected);
  });

  it('has as many values at or below the median as at or above it, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { min, median, max } = spread(values);
        const below = values.filter((value) => value <= median).length;
        const above = values.filter((value) => value >= median).length;
        expect(Math.min(below, above) * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.every((value) => value >= min && value <= max)).toBe(true);
      }),
    );
  });

  it('refuses to make a figure of nothing', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});

describe('quantile', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2],
    [Array.from({ length: 100 }, (_, index) => 100 - index), 0.99, 99],
    [[5], 0.99, 5],
  ])('of %j at %d is a value that was measured', (values, q, expected) => {
    expect(quantile(values, q)).toBe(expected);
  });

  it('of nothing is not a number', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});
