import type { IncomingMessage } from 'node:http';

/**
 * The body as UTF-8 text; undefined if it has more than `limit` bytes, announced or sent. Reading stops there, and the
 * connection is left in a state in which it can still be answered.
 */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  const iterator: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
  for await (const chunk of iterator) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
