import { createServer } from 'node:net';
import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delimited, message, readDelimited, readMessage, zigzag } from './protobuf.js';
import { callRemote, readReply, writeCall } from './remote-call.js';

const method = { protocol: 'org.example.Protocol', method: 'refreshNodes' };
const framed = (content: Buffer) => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(content.length);
  return Buffer.concat([size, content]);
};
const answer = (fields: Parameters<typeof message>[0]) => delimited(message(fields));

describe('the encoding', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (number, text) => {
        const fields = readMessage(
          message([
            [1, number],
            [5, text],
          ]),
        );
        expect(fields.get(1)).toBe(number);
        expect(String(fields.get(5))).toBe(text);
      }),
    );
  });

  it('writes small numbers of both signs short', () => {
    expect([0, -1, 1, -3].map(zigzag)).toEqual([0, 1, 2, 5]);
  });

  it('takes noise for nothing else than a wrong message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          readMessage(readDelimited(Buffer.from(bytes)));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('a remote call', () => {
  it('says the version, who speaks, and which method of which interface', () => {
    const call = writeCall(method, Buffer.alloc(0), Buffer.alloc(16, 7));
    expect(call.subarray(0, 7).toString('hex')).toBe('68727063090000');
    const context = call.readInt32BE(7);
    const first = call.subarray(11, 11 + context);
    expect(readMessage(readDelimited(first)).get(3)).toBe(5);
    expect(first.toString('latin1')).toContain('hadoop');
    const second = call.subarray(11 + context + 4);
    const header = readDelimited(second);
    expect(readMessage(header).get(3)).toBe(0);
    const what = readMessage(readDelimited(second.subarray(header.length + 1)));
    expect([String(what.get(1)), String(what.get(2)), what.get(3)]).toEqual([
      'refreshNodes',
      'org.example.Protocol',
      1,
    ]);
  });

  it('is done when the server says success', () => {
    expect(() => {
      readReply(
        method,
        answer([
          [1, 0],
          [2, 0],
        ]),
      );
    }).not.toThrow();
  });

  it('that is refused fails with the first line of what the server says', () => {
    const refused = answer([
      [1, 0],
      [2, 1],
      [4, 'org.apache.hadoop.security.AccessControlException'],
      [5, 'Superuser privilege is required\n\tat org.apache'],
    ]);
    expect(() => {
      readReply(method, refused);
    }).toThrow('refreshNodes was refused: AccessControlException Superuser privilege is required');
  });

  it.each([
    [
      'an end before the reply',
      Buffer.from([0, 0, 0, 9, 1]),
      'the connection ended before the reply was complete',
    ],
    ['a reply of no sense', framed(Buffer.from([200])), 'a number is cut off'],
    ['a reply that is too long', Buffer.from([0x7f, 0, 0, 0]), 'a reply of'],
  ])('fails on %s', async (_what, reply, reason) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(reply);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    const call = callRemote(
      { host: '127.0.0.1', port: address.port },
      method,
      Buffer.alloc(0),
      AbortSignal.timeout(5_000),
    );
    await expect(call).rejects.toThrow(reason);
    server.close();
  });

  it('ends when its caller gives up', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(
      callRemote({ host: '127.0.0.1', port: 1 }, method, Buffer.alloc(0), stop.signal),
    ).rejects.toThrow('enough');
  });
});
