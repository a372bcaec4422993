const NEWLINE = 0x0a;

/** Objects in etcd are at most 1.5 MiB; the API server adds little. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Splits a stream of bytes at newlines. It splits bytes, not text, since a chunk may end in the middle of a
 * character. What follows the last newline is dropped: a line without its end was cut off.
 * @throws RangeError when a line is longer than any object can be.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      pending.push(chunk.subarray(start, end));
      const line = pending.length === 1 ? asBuffer(chunk.subarray(start, end)) : Buffer.concat(pending);
      pending = [];
      pendingBytes = 0;
      start = end + 1;
      if (line.length > 0) yield line.toString('utf8');
    }
    if (start === chunk.length) continue;
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > LONGEST_LINE_BYTES)
      throw new RangeError(`a line of more than ${LONGEST_LINE_BYTES} bytes`);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
