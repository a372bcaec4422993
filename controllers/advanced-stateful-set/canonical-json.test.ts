import { describe, expect, it } from 'vitest';
import { canonicalJson, withoutNulls } from './canonical-json.js';

describe('canonicalJson writes what Go writes', () => {
  // The right side is the output of encoding/json of Go 1.26 for the left side.
  it.each([
    ['keys in byte order', '{"b":1,"a":2,"B":3,"$p":4}', '{"$p":4,"B":3,"a":2,"b":1}'],
    [
      'keys that look like numbers among the others',
      '{"9":"y","10":"x","$p":"1"}',
      '{"$p":"1","10":"x","9":"y"}',
    ],
    ['keys beyond ASCII', '{"\\uffee":1,"😀":2,"é":3,"z":4}', '{"z":4,"é":3,"\uffee":1,"😀":2}'],
    ['what HTML would read', '{"image":"x<y>&z"}', '{"image":"x\\u003cy\\u003e\\u0026z"}'],
    ['what JavaScript once could not read', '["a\\u2028b\\u2029"]', '["a\\u2028b\\u2029"]'],
    ['control characters', '["t\\tn\\nq\\"\\\\\\u0001\\b\\f"]', '["t\\tn\\nq\\"\\\\\\u0001\\b\\f"]'],
    ['numbers', '[1e21,1.0,1e-7,9007199254740993]', '[1e+21,1,1e-7,9007199254740992]'],
    ['the rest', '[true,false,null,{},[],"é😀"]', '[true,false,null,{},[],"é😀"]'],
  ])('for %s', (_name, read, written) => {
    expect(canonicalJson(JSON.parse(read))).toBe(written);
  });

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});

it('withoutNulls takes fields that are null out at every depth', () => {
  expect(withoutNulls({ a: null, b: [{ c: null, d: 1 }], e: { f: null } })).toEqual({
    b: [{ d: 1 }],
    e: {},
  });
});
