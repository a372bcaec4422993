import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { judge, searchHealth } from './health.js';
import { opensearchEngine } from './engine.js';

const green = {
  cluster_name: 'team-a.logs',
  status: 'green' as const,
  timed_out: false,
  number_of_nodes: 4,
  number_of_data_nodes: 2,
  active_shards: 6,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
};

describe('the health', () => {
  it.each([
    ['green with all members is healthy', green, 4, 'Healthy', 'green: 4 of 4 members, 6 shards active'],
    [
      'green with a member missing is degraded',
      { ...green, number_of_nodes: 3 },
      4,
      'Degraded',
      'green: 3 of 4 members, 6 shards active',
    ],
    [
      'green with a member too many is degraded',
      { ...green, number_of_nodes: 5 },
      4,
      'Degraded',
      'green: 5 of 4 members, 6 shards active',
    ],
    [
      'yellow is degraded',
      { ...green, status: 'yellow' as const, active_shards: 3, initializing_shards: 1, unassigned_shards: 2 },
      4,
      'Degraded',
      'yellow: 4 of 4 members, 3 shards active, 1 coming up, 2 without a place',
    ],
    [
      'red is unhealthy',
      { ...green, status: 'red' as const },
      4,
      'Unhealthy',
      'red: 4 of 4 members, 6 shards active',
    ],
    [
      'no leader is unhealthy',
      'NoLeader' as const,
      4,
      'Unhealthy',
      'The members answer but have elected no leader.',
    ],
  ])('%s', (_sentence, answer, members, state, summary) => {
    expect(judge(answer, members)).toMatchObject({ state, summary });
  });
});

describe('asking for the health', () => {
  const servers: Server[] = [];

  async function member(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
    return `http://127.0.0.1:${address.port}`;
  }

  const replying = (status: number, body: unknown): Promise<string> =>
    member((_request, reply) => reply.writeHead(status).end(JSON.stringify(body)));
  const nobody = 'http://127.0.0.1:1';
  const ask = (endpoints: readonly string[], signal = new AbortController().signal) =>
    searchHealth(opensearchEngine, { endpoints, members: 4, signal });

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('takes the answer of the first member that has one', async () => {
    const endpoints = [
      nobody,
      await replying(500, {}),
      await replying(200, { odd: true }),
      await replying(200, green),
    ];
    expect(await ask(endpoints)).toEqual({
      state: 'Healthy',
      summary: 'green: 4 of 4 members, 6 shards active',
      joined: 4,
    });
  });

  it('takes the want of a leader for an answer', async () => {
    const reply = { error: { type: 'cluster_manager_not_discovered_exception' }, status: 503 };
    expect(await ask([await replying(503, reply)])).toMatchObject({ state: 'Unhealthy', joined: 0 });
  });

  it.each([
    ['no member is ready', () => Promise.resolve([])],
    ['nobody listens', () => Promise.resolve([nobody])],
    ['the reply is not a health', async () => [await replying(200, { status: 'blue' })]],
    ['the reply is no JSON', async () => [await member((_request, reply) => reply.end('<html>'))]],
    ['some proxy says 503', async () => [await replying(503, { error: 'busy' })]],
  ])('fails as unavailable when %s', async (_what, endpoints) => {
    await expect(ask(await endpoints())).rejects.toMatchObject({
      code: 'ComponentUnavailable',
      kind: 'Unavailable',
    });
  });

  it('ends with the reason of its caller when that gives up', async () => {
    const caller = new AbortController();
    const reason = new Error('the caller gave up');
    const silent = await member(() => caller.abort(reason));
    await expect(ask([silent], caller.signal)).rejects.toBe(reason);
  });
});
