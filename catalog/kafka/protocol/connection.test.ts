import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ByteWriter } from './bytes.js';
import { askBroker, frame, readReply } from './connection.js';
import { describeCluster, metadata, unregisterBroker } from './messages.js';

/** Correlation 1, no tagged fields, then the reply: error 102 with words. */
function refusal(): Buffer {
  const to = new ByteWriter();
  to.int(1, 4);
  to.varint(0);
  unregisterBroker.reply.write(to, { throttleTimeMs: 0, errorCode: 102, errorMessage: 'unknown broker' });
  return to.finish();
}

function framed(message: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(message.length);
  return Buffer.concat([size, message]);
}

describe('a question to a broker', () => {
  const servers: Server[] = [];

  /** What it does with a connection once the request has come. */
  async function broker(
    reply: (socket: Socket, request: Buffer) => void,
  ): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (request) => reply(socket, Buffer.from(request)));
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    return { host: '127.0.0.1', port: address.port };
  }
  const ask = (address: { host: string; port: number }, signal = new AbortController().signal) =>
    askBroker(address, unregisterBroker, { brokerId: 7 }, signal);

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('is one frame with the key, the version and the client, and its reply is read however it arrives', async () => {
    let asked: Buffer = Buffer.alloc(0);
    const address = await broker((socket, request) => {
      asked = request;
      for (const byte of framed(refusal())) socket.write(Buffer.from([byte]));
    });
    expect(await ask(address)).toEqual({ throttleTimeMs: 0, errorCode: 102, errorMessage: 'unknown broker' });
    expect(asked).toEqual(frame(unregisterBroker, { brokerId: 7 }));
    expect(asked.readInt32BE()).toBe(asked.length - 4);
    expect([asked.readInt16BE(4), asked.readInt16BE(6)]).toEqual([64, 0]);
    expect(asked.toString('latin1')).toContain('statewright');
  });

  it.each([
    [
      'the connection ends early',
      (socket: Socket) => socket.end(framed(refusal()).subarray(0, 9)),
      'ended before',
    ],
    [
      'the reply is too long to be one',
      (socket: Socket) => socket.write(Buffer.alloc(4, 0x7f)),
      'a reply of',
    ],
    [
      'the reply has a length below zero',
      (socket: Socket) => socket.write(Buffer.alloc(4, 0xff)),
      'a reply of',
    ],
    ['the reply is noise', (socket: Socket) => socket.write(framed(Buffer.alloc(9, 0xff))), 'cannot be read'],
    [
      'the reply is cut',
      (socket: Socket) => socket.write(framed(refusal().subarray(0, 12))),
      'cannot be read',
    ],
  ])('fails when %s', async (_what, reply, message) => {
    await expect(ask(await broker(reply))).rejects.toThrow(message);
  });

  it('ends with the reason of its caller when that gives up', async () => {
    const caller = new AbortController();
    const reason = new Error('the caller gave up');
    const address = await broker(() => caller.abort(reason));
    await expect(ask(address, caller.signal)).rejects.toBe(reason);
  });
});

describe('a reply', () => {
  it('that is damaged is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(metadata, describeCluster),
        (noise, exchange) => {
          const message = Buffer.concat([Buffer.from([0, 0, 0, 1, 0]), noise]);
          try {
            expect(readReply<unknown>(exchange, message)).toBeTypeOf('object');
          } catch (error) {
            expect(String(error)).toContain(`the reply to ${exchange.name} cannot be read`);
          }
        },
      ),
    );
  });
});
