import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameValue } from './same-value.js';

describe('two values', () => {
  it.each<[unknown, unknown]>([
    [
      { a: 1, b: [1, { c: 'x' }] },
      { b: [1, { c: 'x' }], a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: [] }, {}],
    [{ a: {} }, { a: null }],
    [undefined, []],
  ])('%j and %j are the same', (one, other) => {
    expect(sameValue(one, other)).toBe(true);
    expect(sameValue(other, one)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [1, '1'],
    [{ a: 0 }, {}],
    [{ a: '' }, {}],
    [{ a: false }, {}],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [{ 0: 'a' }, ['a']],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
  ])('%j and %j are not the same', (one, other) => {
    expect(sameValue(one, other)).toBe(false);
    expect(sameValue(other, one)).toBe(false);
  });

  it('are the same when one was made from the text of the other', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameValue(value, JSON.parse(JSON.stringify(value)))).toBe(true);
      }),
    );
  });
});
