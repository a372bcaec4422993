import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askServer, frame } from './connection.js';
import { listMasters } from './questions.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
/** ResponseHeader of the negotiation (call -33), and of our call 0. */
const negotiating = hex('08dfffffffffffffffff01');
const ours = hex('0800');
const refused = hex('08001001');
const greeted = frame(negotiating, hex('1001'));
const welcome = frame(negotiating, hex('1000'));

describe('a question to a server', () => {
  const servers: Server[] = [];

  /** Answers what it is sent, piece by piece; keeps what it was sent. */
  async function server(answers: readonly Buffer[]) {
    const received: Buffer[] = [];
    const listening = createServer((socket) => {
      let answered = 0;
      socket.on('error', () => socket.destroy());
      socket.on('data', (piece) => {
        received.push(Buffer.from(piece));
        const answer = answers[answered];
        answered += 1;
        if (answer !== undefined) socket.write(answer);
      });
    });
    servers.push(listening);
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    return { address: { host: '127.0.0.1', port: address.port }, received };
  }

  const ask = (address: { host: string; port: number }, signal = AbortSignal.timeout(5_000)) =>
    askServer(address, listMasters, {}, signal);

  afterEach(() => servers.splice(0).forEach((one) => one.close()));

  it('begins with the protocol, the name that it goes by, and the method', async () => {
    const body = listMasters.reply.encode({ masters: [], error: undefined });
    const { address, received } = await server([greeted, welcome, frame(ours, body)]);
    expect(await ask(address)).toEqual({ masters: [], error: undefined });
    const all = Buffer.concat(received);
    expect(all.subarray(0, 7)).toEqual(Buffer.from('hrpc\x09\x00\x00', 'latin1'));
    expect(all.includes('\0statewright\0')).toBe(true);
    expect(all.includes('kudu.master.MasterService')).toBe(true);
  });

  it.each([
    ['of an unexpected step', [welcome], 'the server answers step 0 when it is greeted'],
    ['that our name is not taken', [greeted, greeted], 'the server answers step 1 to our name'],
    ['of a refusal', [greeted, welcome, frame(refused, hex('0a026e6f'))], 'no'],
    ['of a reply that is too large', [hex('7fffffff')], 'a reply of 2147483647 bytes'],
  ])('tells %s', async (_what, answers, reason) => {
    const { address } = await server(answers);
    await expect(ask(address)).rejects.toThrow(reason);
  });

  it('ends with the reason of its signal when nobody answers', async () => {
    const { address } = await server([]);
    const ending = new AbortController();
    const asked = ask(address, ending.signal);
    ending.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});
