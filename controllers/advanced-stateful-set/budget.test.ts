import { describe, expect, it } from 'vitest';
import { mostUnavailable } from './budget.js';

describe('mostUnavailable', () => {
  it.each([
    [1, 10, 1],
    [3, 10, 3],
    [30, 10, 30],
    ['25%', 10, 2],
    ['25%', 3, 1],
    ['1%', 10, 1],
    ['100%', 10, 10],
    ['100%', 0, 1],
    [0, 10, 1],
    ['3', 10, 3],
    ['many', 10, 1],
  ])('is for %s of %i pods %i', (maxUnavailable, wanted, most) => {
    expect(mostUnavailable(maxUnavailable, wanted)).toBe(most);
  });
});
