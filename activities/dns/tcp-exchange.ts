import { connect, type Socket } from 'node:net';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ExchangeLimits {
  /** Milliseconds for connecting, and between two messages of a reply. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one message over a connection of its own and gives the messages that come back, one by one, until the caller has
 * enough (RFC 1035 section 4.2.2: two octets of length in front of each).
 * Throws an Error that says what went wrong; an aborted signal rejects with its reason.
 */
export async function* exchange(
  { host, port }: Endpoint,
  request: Buffer,
  { silenceMs, signal }: ExchangeLimits,
): AsyncGenerator<Buffer> {
  signal?.throwIfAborted();
  const socket = connect({ host, port, noDelay: true });
  socket.setTimeout(silenceMs, () => socket.destroy(new Error(`no answer within ${silenceMs} ms`)));
  const onAbort = (): void => void socket.destroy(toError(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(request.length);
  socket.write(Buffer.concat([length, request]));
  try {
    yield* messagesOf(socket);
    throw new Error('the connection was closed before the end of the answer');
  } finally {
    signal?.removeEventListener('abort', onAbort);
    socket.destroy();
  }
}

async function* messagesOf(socket: Socket): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    if (!Buffer.isBuffer(chunk)) continue;
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let at = 0;
    while (pending.length - at >= 2 && pending.length - at - 2 >= pending.readUInt16BE(at)) {
      const end = at + 2 + pending.readUInt16BE(at);
      yield pending.subarray(at + 2, end);
      at = end;
    }
    pending = pending.subarray(at);
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('given up');
}
