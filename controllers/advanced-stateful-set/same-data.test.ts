import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { sameData } from './same-data.js';

describe('sameData', () => {
  it('agrees with equality of canonical JSON on all data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(sameData(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
        expect(sameData(a, JSON.parse(JSON.stringify(a)))).toBe(true);
      }),
    );
  });

  it('takes no notice of the order of fields, nor of fields that are undefined', () => {
    expect(sameData({ a: 1, b: [{ c: undefined }] }, { b: [{}], a: 1 })).toBe(true);
    expect(sameData({ a: undefined }, { b: undefined })).toBe(true);
  });

  it('tells a list from an object and a shorter list from a longer one', () => {
    expect(sameData([], {})).toBe(false);
    expect(sameData([1], [1, 2])).toBe(false);
    expect(sameData({ a: 1 }, { a: 1, b: null })).toBe(false);
  });
});
