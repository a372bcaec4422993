import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from './lines.js';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
    await Promise.resolve();
  }
  yield bytes.subarray(from);
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

describe('splitLines', () => {
  it('gives the same lines however the bytes are cut, even in the middle of a character', async () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll('\n', ' '));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat({ max: 9 })), async (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''), 'utf8');
        expect(await collect(splitLines(inChunks(bytes, sizes)))).toEqual(lines);
      }),
    );
  });

  it('drops what was cut off before the end of its line', async () => {
    expect(await collect(splitLines(inChunks(Buffer.from('whole\n{"half":'), [3])))).toEqual(['whole']);
  });

  it('refuses a line that no object can be as long as', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        yield Buffer.alloc(1024 * 1024, 'x');
        await Promise.resolve();
      }
    }
    await expect(collect(splitLines(endless()))).rejects.toThrow(RangeError);
  });
});
