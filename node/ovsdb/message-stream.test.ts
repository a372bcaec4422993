import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageStream } from './message-stream.js';

describe('a stream of JSON-RPC messages', () => {
  it('gives the same messages however the text is cut', () => {
    const message = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 7 })), (messages, cuts) => {
        const text = messages.map((one) => JSON.stringify(one)).join('');
        const stream = new MessageStream();
        const got: string[] = [];
        let from = 0;
        for (const cut of cuts) {
          got.push(...stream.push(text.slice(from, from + cut)));
          from += cut;
        }
        got.push(...stream.push(text.slice(from)));
        expect(got).toEqual(messages.map((one) => JSON.stringify(one)));
      }),
    );
  });

  it('is not misled by braces and quotes within strings', () => {
    expect(new MessageStream().push('{"a":"}\\"{"} {"b":{}}')).toEqual(['{"a":"}\\"{"}', ' {"b":{}}']);
  });
});
