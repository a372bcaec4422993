import { connect, type Socket } from 'node:net';
import { bool, bytes, int, many, maybe, message, one, text, type Message } from './fields.js';
import { ProtobufReader, varint } from './protobuf.js';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A method of a service with its request and its reply. */
export interface Exchange<Request, Reply> {
  readonly service: string;
  readonly method: string;
  readonly request: Message<Request>;
  readonly reply: Message<Reply>;
}

/** Who we say we are; the catalog names it in `superuser_acl`. */
export const userName = 'statewright';

/** As `rpc_max_message_size` of the servers. */
const largestReply = 50 * 2 ** 20;

// rpc_header.proto of Kudu 1.17; docs/design-docs/rpc.md tells how they are framed.
const requestHeader = message({
  callId: [3, one(int)],
  method: [6, maybe(message({ service: [1, one(text)], method: [2, one(text)] }))],
  timeoutMs: [10, maybe(int)],
});
const responseHeader = message({ callId: [1, one(int)], isError: [2, maybe(bool)] });
const negotiation = message({
  features: [1, many(int)],
  step: [2, one(int)],
  token: [3, maybe(bytes)],
  mechanisms: [4, many(message({ mechanism: [2, one(text)] }))],
});
const refusal = message({ message: [1, one(text)], code: [2, maybe(int)] });

const step = { success: 0, negotiate: 1, initiate: 2 } as const;
const call = { negotiation: -33, context: -3, ours: 0 } as const;

/**
 * Asks one server once: a connection, a request, its reply. Few questions are asked and far apart, so nothing is kept open.
 * The connection is plain, by SASL PLAIN with a name and no password, which servers take unless `rpc_authentication` or
 * `rpc_encryption` is `required`.
 * @throws Error with what failed; the reason of `signal` if that ends it.
 */
export async function askServer<Request, Reply>(
  { host, port }: ServerAddress,
  exchange: Exchange<Request, Reply>,
  request: Request,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  const socket = connect({ host, port, noDelay: true });
  const end = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal.addEventListener('abort', end, { once: true });
  try {
    const replies = frames(socket);
    socket.write(Buffer.from('hrpc\x09\x00\x00', 'latin1'));
    await negotiate(socket, replies);
    // ConnectionContextPB without anything in it: who we are was told by SASL.
    socket.write(frame(header(call.context), Buffer.alloc(0)));
    const { service, method } = exchange;
    socket.write(frame(header(call.ours, { service, method }), exchange.request.encode(request)));
    return exchange.reply.decode(await nextBody(replies));
  } finally {
    signal.removeEventListener('abort', end);
    socket.destroy();
  }
}

type Method = { readonly service: string; readonly method: string };

function header(callId: number, method?: Method): Buffer {
  return requestHeader.encode({ callId, method, timeoutMs: method === undefined ? undefined : 10_000 });
}

async function negotiate(socket: Socket, replies: AsyncGenerator<Buffer, void>): Promise<void> {
  const plain = [{ mechanism: 'PLAIN' }];
  const say = async (what: number, token?: Buffer): Promise<number> => {
    const body = negotiation.encode({
      features: what === step.negotiate ? [1] : [],
      step: what,
      token,
      mechanisms: plain,
    });
    socket.write(frame(header(call.negotiation), body));
    return negotiation.decode(await nextBody(replies)).step;
  };
  const first = await say(step.negotiate);
  if (first !== step.negotiate) throw new Error(`the server answers step ${first} when it is greeted`);
  const second = await say(step.initiate, Buffer.from(`\0${userName}\0`));
  if (second !== step.success) throw new Error(`the server answers step ${second} to our name`);
}

async function nextBody(replies: AsyncGenerator<Buffer, void>): Promise<Buffer> {
  const { value } = await replies.next();
  if (!Buffer.isBuffer(value)) throw new Error('the connection ended before the reply was complete');
  const reader = new ProtobufReader(value);
  const { isError } = responseHeader.decode(reader.delimited());
  const body = reader.delimited();
  if (isError === true) throw new Error(refusal.decode(body).message);
  return body;
}

/** Length of the rest in four bytes, then header and body, each with its own length. */
export function frame(head: Buffer, body: Buffer): Buffer {
  const rest = Buffer.concat([varint(BigInt(head.length)), head, varint(BigInt(body.length)), body]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(rest.length);
  return Buffer.concat([size, rest]);
}

async function* frames(socket: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let parts: Buffer[] = [];
  let length = 0;
  let wanted = 4;
  for await (const part of socket) {
    parts.push(part);
    length += part.length;
    while (length >= wanted) {
      const received: Buffer = parts.length === 1 ? (parts[0] ?? part) : Buffer.concat(parts);
      const size = received.readUInt32BE();
      if (size > largestReply) throw new Error(`a reply of ${size} bytes`);
      parts = [received];
      if (length < size + 4) {
        wanted = size + 4;
        break;
      }
      yield received.subarray(4, size + 4);
      parts = [received.subarray(size + 4)];
      length -= size + 4;
      wanted = 4;
    }
  }
}
