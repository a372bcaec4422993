import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { delimited, message, readDelimited, readMessage, zigzag } from './protobuf.js';

/** A method of one of Hadoop's own interfaces. */
export interface RemoteMethod {
  /** Java name of the interface, as its server knows it. */
  readonly protocol: string;
  readonly method: string;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** Whom the servers run as, and so whom they let do everything. */
export const hadoopUser = 'hadoop';

/** Longest reply we take: we only give orders, which have an empty one. */
const largestReply = 2 ** 20;

/**
 * One remote call (Hadoop RPC version 9, no SASL) with a connection of its own; the reply to an order is empty, so that it
 * was done is all that is told. RpcHeader.proto, IpcConnectionContext.proto and ProtobufRpcEngine2.proto of Hadoop 3.4.
 * @throws Error with the server's own words if it refuses; the reason of `signal` if that ends it.
 */
export async function callRemote(
  { host, port }: ServerAddress,
  method: RemoteMethod,
  request: Buffer,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const socket = connect({ host, port, noDelay: true });
  const end = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal.addEventListener('abort', end, { once: true });
  try {
    socket.write(writeCall(method, request, randomBytes(16)));
    readReply(method, await oneFrame(socket));
  } finally {
    signal.removeEventListener('abort', end);
    socket.destroy();
  }
}

const version = 9;
const protobufKind = 2;
const contextCall = -3;

/** Everything that is sent: who speaks, and the call. */
export function writeCall({ protocol, method }: RemoteMethod, request: Buffer, client: Buffer): Buffer {
  const header = (call: number, retries: number) =>
    delimited(
      message([
        [1, protobufKind],
        [2, 0],
        [3, zigzag(call)],
        [4, client],
        [5, zigzag(retries)],
      ]),
    );
  const context = message([
    [2, message([[1, hadoopUser]])],
    [3, protocol],
  ]);
  const what = message([
    [1, method],
    [2, protocol],
    [3, 1],
  ]);
  return Buffer.concat([
    Buffer.from('hrpc'),
    Buffer.from([version, 0, 0]),
    frame(header(contextCall, -1), delimited(context)),
    frame(header(0, 0), delimited(what), delimited(request)),
  ]);
}

function frame(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeInt32BE(content.length);
  return Buffer.concat([size, content]);
}

/** RpcResponseHeaderProto: 2 is the status, 0 for success; 4 and 5 say which exception, and why. */
export function readReply({ method }: Pick<RemoteMethod, 'method'>, reply: Buffer): void {
  const header = readMessage(readDelimited(reply));
  const status = header.get(2);
  if (status === 0) return;
  const name = String(header.get(4) ?? 'an unknown exception');
  const [reason = ''] = String(header.get(5) ?? '').split('\n');
  throw new Error(`${method} was refused: ${name.split('.').at(-1) ?? name} ${reason}`.trim());
}

async function oneFrame(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for await (const part of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, part]);
    if (received.length < 4) continue;
    const size = received.readInt32BE();
    if (size < 0 || size > largestReply) throw new Error(`a reply of ${size} bytes`);
    if (received.length >= size + 4) return received.subarray(4, size + 4);
  }
  throw new Error('the connection ended before the reply was complete');
}
