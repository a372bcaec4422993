import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cut,
  cutAmidReply,
  json,
  PassingClock,
  problem,
  raw,
  ScriptedTvs,
  silence,
  type Step,
} from '../../test/harness/scripted-tvs.js';
import { breakerDefaults } from './circuit-breaker.js';
import { TvsClient, type TvsReply, type TvsRequest } from './client.js';

let tvs: ScriptedTvs;
let clock: PassingClock;
let client: TvsClient;

beforeEach(async () => {
  tvs = await ScriptedTvs.start();
  clock = new PassingClock();
  client = new TvsClient(
    {
      url: tvs.url,
      tokenFile: tvs.tokenFile,
      connections: 2,
      timeoutMs: 150,
      attempts: 3,
      breaker: breakerDefaults,
    },
    clock,
  );
});
afterEach(async () => {
  await client.close();
  await tvs.close();
});

const get = (more: Partial<TvsRequest> = {}): Promise<TvsReply> =>
  client.exchange({ method: 'GET', path: '/v1/vips/x', verb: 'read', object: 'x', ...more });

const good = json(200, { good: true });

describe('TvsClient', () => {
  it('shows its token, and reads it again when it was not accepted', async () => {
    tvs.plays(problem(401, 'unauthenticated'), good);
    await get();
    await tvs.writeToken('second-token');
    await get();
    expect(tvs.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first-token',
      'Bearer second-token',
    ]);
  });

  it('reads the token again after a while', async () => {
    tvs.plays(good, good, good);
    await get();
    await tvs.writeToken('second-token');
    await get();
    clock.now += 10_000;
    await get();
    const tokens = tvs.asked.map(({ headers }) => headers.authorization?.slice(7));
    expect(tokens).toEqual(['first-token', 'first-token', 'second-token']);
  });

  it.each<[string, Step]>([
    ['a connection that is cut', cut],
    ['a reply that is cut', cutAmidReply],
    ['no reply in time', silence],
    ['500', problem(500, 'unavailable')],
    ['502 of a proxy', raw(502, '<html>')],
    ['503', problem(503, 'unavailable')],
  ])('sends it again, just as it was, after %s', async (_what, step) => {
    tvs.plays(step, step, good);
    const headers = { 'idempotency-key': 'k' };
    expect(await get({ method: 'PUT', headers, body: '{}' })).toEqual({ status: 200, body: '{"good":true}' });
    const [first, ...others] = tvs.asked.map(({ method, url, headers: sent, body }) => [
      method,
      url,
      sent['idempotency-key'],
      body,
    ]);
    expect(first).toEqual(['PUT', '/v1/vips/x', 'k', '{}']);
    expect(others).toEqual([first, first]);
    expect(clock.pauses).toEqual([50, 200]);
  });

  it.each<[string, Step, RegExp]>([
    ['a connection that is cut', cut, /could not read x: .*(closed|hang up|reset)/],
    ['a reply that is cut', cutAmidReply, /could not read x: /],
    ['no reply in time', silence, /no answer within 150 ms/],
    ['500', problem(500, 'unavailable'), /it answered 500/],
    ['429', problem(429, 'too-many-requests'), /it answered 429/],
  ])('gives up after its attempts, and says that nothing is known after %s', async (_what, step, said) => {
    tvs.plays(step, step, step, good);
    await expect(get()).rejects.toMatchObject({
      code: 'BalancerUnavailable',
      message: expect.stringMatching(said) as unknown,
    });
    expect(tvs.asked).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 409, 412, 422, 428])(
    'takes %d for an answer, and does not ask again',
    async (status) => {
      tvs.plays(problem(status, 'x'));
      expect((await get()).status).toBe(status);
    },
  );

  it('leaves TVS alone for as long as Retry-After says', async () => {
    tvs.plays(json(429, {}, { 'retry-after': '7' }), good);
    await expect(get()).rejects.toThrow(/it answered 429, and it is left alone for another 6950 ms/);
    clock.now += 6_949;
    await expect(get()).rejects.toThrow(/left alone for another 1 ms/);
    expect(tvs.asked).toHaveLength(1);
    clock.now += 1;
    expect((await get()).status).toBe(200);
  });

  it('leaves TVS alone after many failures in a row, and asks a single question then', async () => {
    tvs.plays(...Array.from({ length: 6 }, () => cut), good);
    await expect(get()).rejects.toThrow();
    await expect(get()).rejects.toThrow(/left alone/);
    expect(tvs.asked).toHaveLength(5);
    clock.now += breakerDefaults.firstPauseMs;
    await expect(get()).rejects.toThrow(/left alone/);
    expect(tvs.asked).toHaveLength(6);
    clock.now += 2 * breakerDefaults.firstPauseMs;
    expect((await get()).status).toBe(200);
  });

  it('does not count against TVS that the caller went away', async () => {
    tvs.plays(...Array.from({ length: 9 }, () => silence), good);
    for (let call = 0; call < 9; call += 1) {
      const controller = new AbortController();
      const asked = get({ signal: controller.signal });
      controller.abort(new Error('went away'));
      await expect(asked).rejects.toThrow('went away');
    }
    tvs.plays(good);
    expect((await get()).status).toBe(200);
  });

  it('says that it has no token', async () => {
    const settings = {
      url: tvs.url,
      tokenFile: `${tvs.folder}/none`,
      connections: 1,
      timeoutMs: 150,
      attempts: 1,
    };
    const without = new TvsClient({ ...settings, breaker: breakerDefaults }, clock);
    await expect(without.exchange({ method: 'GET', path: '/', verb: 'read', object: 'x' })).rejects.toThrow(
      /ENOENT/,
    );
  });
});
