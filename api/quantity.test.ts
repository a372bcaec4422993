import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, parseQuantity } from './quantity.js';

describe('a quantity', () => {
  it.each([
    ['2', 2],
    ['1900m', 1.9],
    ['0.5', 0.5],
    ['1k', 1000],
    ['1Ki', 1024],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2G', 2e9],
    ['24639400Ki', 24_639_400 * 1024],
    ['', undefined],
    ['-1', undefined],
    ['1 Gi', undefined],
    ['1gb', undefined],
    ['.5', 0.5],
    ['5.', 5],
    ['+1', 1],
    ['1e3', 1000],
    ['12E-1', 1.2],
    ['1E', 1e18],
    ['2Ei', 2 ** 61],
    ['3u', 3e-6],
    ['1e', undefined],
    ['.', undefined],
    ['1ki', undefined],
  ])('%s is read as %s', (text, expected) => {
    expect(parseQuantity(text)).toBe(expected);
  });

  it('of thousandths is the same number as its decimal form', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (thousandths) => {
        expect(parseQuantity(`${thousandths}m`)).toBe(parseQuantity(String(thousandths / 1000)));
      }),
    );
  });
});

describe('bytes', () => {
  it.each([
    [1_610_612_736, '1.5Gi'],
    [1024, '1Ki'],
    [1023, '1023'],
    [2 ** 40, '1Ti'],
  ])('%i are written as %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  it('are never written as more than they are, so that asking for what was shown is allowed', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 50), (bytes) => {
        expect(parseQuantity(formatBytes(bytes))).toBeLessThanOrEqual(bytes);
      }),
    );
  });
});
