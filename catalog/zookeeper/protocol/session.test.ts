import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { JuteReader, JuteWriter } from './jute.js';
import { ZookeeperSession } from './session.js';

const opened = (timeout = 10_000): Buffer =>
  new JuteWriter().int(0).int(timeout).long(7n).buffer(Buffer.alloc(16)).boolean(false).frame();
const answer = (xid: number, code: number): JuteWriter => new JuteWriter().int(xid).long(1n).int(code);

describe('a session', () => {
  const servers: Server[] = [];
  /** Answers each record that comes by its number, the first one opens the session. */
  async function zookeeper(reply: (socket: Socket, number: number, record: Buffer) => void) {
    const server = createServer((socket) => {
      let received: Buffer = Buffer.alloc(0);
      let number = 0;
      socket.on('error', () => socket.destroy());
      socket.on('data', (part) => {
        received = Buffer.concat([received, Buffer.from(part)]);
        while (received.length >= 4 && received.length >= received.readInt32BE() + 4) {
          const size = received.readInt32BE();
          reply(socket, number, received.subarray(4, size + 4));
          received = received.subarray(size + 4);
          number += 1;
        }
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    return { host: '127.0.0.1', port: address.port };
  }
  const list = 'server.1=a:2888:3888:participant;0.0.0.0:2181\nversion=1';
  const config = (session: ZookeeperSession): Promise<string> => session.getConfig();
  const forever = new AbortController().signal;

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('is opened, asked and closed, whatever else the server says, and however it arrives', async () => {
    const types: number[] = [];
    const address = await zookeeper((socket, number, record) => {
      if (number === 0) return void socket.write(opened());
      types.push(record.readInt32BE(4));
      const bytes = Buffer.concat([
        answer(-1, 0).string('an event').frame(),
        answer(record.readInt32BE(), 0).string(list).frame(),
      ]);
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    });
    expect(await ZookeeperSession.with(address, forever, config)).toBe(list);
    expect(types).toEqual([4, -11]);
  });

  it('tells the superuser before a change, and says in words why it was refused', async () => {
    const records: Buffer[] = [];
    const address = await zookeeper((socket, number, record) => {
      records.push(Buffer.from(record));
      socket.write(number === 0 ? opened() : answer(record.readInt32BE(), number === 2 ? -13 : 0).frame());
    });
    const changing = ZookeeperSession.with(address, forever, async (session) => {
      await session.authenticate('super', 'secret');
      return session.reconfig(null, '3');
    });
    await expect(changing).rejects.toThrow(
      'reconfig: no majority of the new list of servers is in sync (error -13)',
    );
    const [, auth, change] = records.map((record) => record.toString('latin1'));
    expect(auth).toContain('super:secret');
    const from = new JuteReader(records[2]?.subarray(8) ?? Buffer.alloc(0));
    expect([from.string(), from.string(), from.string(), from.long()]).toEqual([null, '3', null, -1n]);
    expect(change).not.toContain('secret');
  });

  it.each<[string, (socket: Socket, number: number) => void, string]>([
    ['the server ends the connection', (socket) => socket.end(), 'ended the connection'],
    ['no session is opened', (socket) => socket.write(opened(0)), 'opened no session'],
    ['a record is too long', (socket) => socket.write(Buffer.alloc(4, 0x7f)), 'a record of'],
    ['a record is cut', (socket) => socket.write(new JuteWriter().int(0).frame()), 'bytes wanted'],
    [
      'another request is answered',
      (socket, number) => socket.write(number === 0 ? opened() : answer(99, 0).frame()),
      'answers another request',
    ],
  ])('fails when %s', async (_what, reply, message) => {
    await expect(ZookeeperSession.with(await zookeeper(reply), forever, config)).rejects.toThrow(message);
  });

  it('ends with the reason of its caller when that gives up', async () => {
    const caller = new AbortController();
    const reason = new Error('the caller gave up');
    const address = await zookeeper(() => caller.abort(reason));
    await expect(ZookeeperSession.with(address, caller.signal, config)).rejects.toBe(reason);
  });
});

describe('a record', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.option(fc.string({ unit: 'grapheme' })),
        (int, long, text) => {
          const frame = new JuteWriter().int(int).long(long).string(text).frame();
          expect(frame.readInt32BE()).toBe(frame.length - 4);
          const from = new JuteReader(frame.subarray(4));
          expect([from.int(), from.long(), from.string()]).toEqual([int, long, text]);
          expect(() => from.int()).toThrow(RangeError);
        },
      ),
    );
  });
});
