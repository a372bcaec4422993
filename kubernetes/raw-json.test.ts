import { describe, expect, it } from 'vitest';
import { RawJson, stringify } from './raw-json.js';

describe('JSON with parts that are raw', () => {
  it('sends them byte for byte, in their order of keys and with their escapes', () => {
    const raw = new RawJson('{"b":1,"a":"\\u003c$&","10":2,"9":3}');
    expect(stringify({ data: raw, list: [1, raw], text: '$&' })).toBe(
      `{"data":${raw.text},"list":[1,${raw.text}],"text":"$&"}`,
    );
  });

  it('is plain JSON without them', () => {
    const value = { a: undefined, b: [null, 'x'] };
    expect(stringify(value)).toBe(JSON.stringify(value));
  });
});
