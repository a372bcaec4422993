import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAtLeast } from './resource-version.js';

describe('isAtLeast', () => {
  it('orders versions as numbers, however large', () => {
    const version = fc.bigInt({ min: 0n, max: 2n ** 64n });
    fc.assert(
      fc.property(version, version, (one, other) => {
        expect(isAtLeast(String(one), String(other))).toBe(one >= other);
      }),
    );
  });

  it.each([
    ['a1', '2'],
    ['2', ''],
    ['01', '1'],
  ])('does not guess at versions of another form: %j and %j', (one, other) => {
    expect(isAtLeast(one, other)).toBeUndefined();
  });
});
