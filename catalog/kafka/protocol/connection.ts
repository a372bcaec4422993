import { connect, type Socket } from 'node:net';
import { ByteReader, ByteWriter } from './bytes.js';
import { skipTaggedFields } from './fields.js';
import type { Exchange } from './exchange.js';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** What is called `client.id` in the broker's logs and quotas. */
const clientId = 'statewright';

/** Longest reply we take, as a broker's own `socket.request.max.bytes`. */
const largestReply = 100 * 2 ** 20;

/**
 * Asks one broker once: a connection, a request, its reply. Few questions are asked and far apart, so nothing is kept open.
 * @throws Error with what failed; the reason of `signal` if that ends it.
 */
export async function askBroker<Request, Reply>(
  { host, port }: BrokerAddress,
  exchange: Exchange<Request, Reply>,
  request: Request,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  const socket = connect({ host, port, noDelay: true });
  const end = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal.addEventListener('abort', end, { once: true });
  try {
    socket.write(frame(exchange, request));
    return readReply(exchange, await oneFrame(socket));
  } finally {
    signal.removeEventListener('abort', end);
    socket.destroy();
  }
}

const correlation = 1;

/** Request header 2: key, version, correlation, client id (never compact), tagged fields. */
export function frame<Request>(
  exchange: Pick<Exchange<Request, unknown>, 'key' | 'version' | 'request'>,
  request: Request,
): Buffer {
  const to = new ByteWriter();
  to.int(exchange.key, 2);
  to.int(exchange.version, 2);
  to.int(correlation, 4);
  to.int(clientId.length, 2);
  to.raw(Buffer.from(clientId, 'ascii'));
  to.varint(0);
  exchange.request.write(to, request);
  const message = to.finish();
  const size = Buffer.alloc(4);
  size.writeInt32BE(message.length);
  return Buffer.concat([size, message]);
}

/** Response header 1: correlation, tagged fields. */
export function readReply<Reply>(
  { name, reply }: Pick<Exchange<unknown, Reply>, 'name' | 'reply'>,
  message: Buffer,
): Reply {
  try {
    const from = new ByteReader(message);
    if (from.int(4) !== correlation) throw new RangeError('it answers another request');
    skipTaggedFields(from);
    return reply.read(from);
  } catch (error) {
    throw new Error(
      `the reply to ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

async function oneFrame(socket: Socket): Promise<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  let wanted = 4;
  for await (const part of socket as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length < wanted) continue;
    const received = Buffer.concat(parts);
    parts = [received];
    const size = received.readInt32BE();
    if (size < 0 || size > largestReply) throw new Error(`a reply of ${size} bytes`);
    wanted = size + 4;
    if (length >= wanted) return received.subarray(4, wanted);
  }
  throw new Error('the connection ended before the reply was complete');
}
