import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { breakerDefaults } from '../../activities/tvs/circuit-breaker.js';
import type { TvsBalancer } from '../../activities/tvs/index.js';
import { sameVip, vipId, type RecordedVip, type Vip } from '../../api/balancer/index.js';
import { TvsProcess } from './harness/tvs-process.js';
import { absent, allOf, at, changesOf, freeAddress, make as makeBy, vip } from './harness/tvs-vips.js';
import { waitUntil } from './harness/wait-until.js';

let directory: string;
let tvs: TvsProcess;
let ours: TvsBalancer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tvs-faults-'));
  tvs = await TvsProcess.start(directory, ['cluster-a']);
});
afterAll(async () => {
  await tvs.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  ours = tvs.balancer('cluster-a', { timeoutMs: 1_000 });
});
afterEach(async () => {
  await tvs.inject();
  await ours.close();
});

const make = (wanted: Vip): Promise<RecordedVip> => makeBy(ours, 'cluster-a', wanted);
const actions = async (id: string): Promise<readonly string[]> =>
  changesOf(await tvs.journal(), id).map(({ action }) => action);

describe('faults', () => {
  const put = { method: 'PUT', count: 1 } as const;
  it.each([
    ['its reply was lost', { kind: 'lose-reply', ...put }],
    ['its reply was cut', { kind: 'cut-reply', ...put }],
    ['it was never answered', { kind: 'hang', ...put }],
    ['it was answered with 503', { kind: 'status', status: 503, ...put }],
    ['its reply came too late', { kind: 'latency', ms: 1_500, ...put }],
  ] as const)('a VIP is made once though %s', async (_what, fault) => {
    await tvs.inject(fault);
    const made = await make(vip(freeAddress()));
    expect(await ours.get(made.id)).toEqual(made);
    expect(await actions(made.id)).toEqual(['create']);
  });

  it('a VIP is removed once though the reply was lost', async () => {
    const made = await make(vip(freeAddress()));
    await tvs.inject({ kind: 'lose-reply', method: 'DELETE', count: 1 });
    expect(await ours.remove(made)).toBe('removed');
    expect(await actions(made.id)).toEqual(['create', 'delete']);
  });

  it('a write whose replies are all lost is found done by the next attempt, which is no conflict', async () => {
    const wanted = vip(freeAddress());
    await tvs.inject({ kind: 'lose-reply', method: 'PUT', count: 3 });
    await expect(make(wanted)).rejects.toMatchObject({ code: 'BalancerUnavailable' });
    expect((await make(wanted)).vip).toEqual(wanted);
    expect(await actions(vipId('cluster-a', wanted.address))).toEqual(['create']);
  });

  it('a list is whole or fails', async () => {
    for (let count = 0; count < 5; count += 1) await make(vip(freeAddress()));
    const small = tvs.balancer('cluster-a', { pageSize: 2, attempts: 1 });
    await tvs.inject({ kind: 'cut-reply', method: 'GET', path: '/v1/vips', probability: 0.4 });
    const whole = (await tvs.journal()).length;
    for (let round = 0; round < 10; round += 1) {
      const found = await allOf(small).catch(() => undefined);
      if (found !== undefined) expect(found.length).toBeGreaterThanOrEqual(5);
    }
    expect((await tvs.journal()).length).toBe(whole);
    await small.close();
  });

  it('429 with Retry-After is honoured', async () => {
    await tvs.inject({ kind: 'status', status: 429, retryAfterSeconds: 1, count: 1 });
    await expect(allOf(ours)).rejects.toThrow(/429, and it is left alone/);
    await expect.poll(() => allOf(ours).then(({ length }) => length), { timeout: 5_000 }).toBeGreaterThan(0);
  });
});

describe('a list while others write', () => {
  it('shows each VIP that was there all the time exactly once', async () => {
    const stay = await Promise.all(Array.from({ length: 30 }, () => make(vip(freeAddress()))));
    const small = tvs.balancer('cluster-a', { pageSize: 3 });
    const writing = new AbortController();
    const churn = (async () => {
      while (!writing.signal.aborted) await ours.remove(await make(vip(freeAddress())));
    })();
    for (let round = 0; round < 5; round += 1) {
      const ids = (await allOf(small)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(stay.map(({ id }) => id)));
    }
    writing.abort();
    await churn;
    await small.close();
  });
});

describe('kill -9', () => {
  it('during writes loses nothing acknowledged, and each write is done once', async () => {
    const breaker = { ...breakerDefaults, longestPauseMs: 200, firstPauseMs: 100 };
    const patient = tvs.balancer('cluster-a', { timeoutMs: 2_000, breaker });
    const acknowledged = new Map<string, RecordedVip>();
    const over = new AbortController();
    const writer = async (): Promise<void> => {
      let current: RecordedVip | undefined;
      const address = freeAddress();
      const id = vipId('cluster-a', address);
      for (let value = 1; !over.signal.aborted; value += 1) {
        const wanted = vip(address, { idleTimeoutSeconds: 1 + (value % 3_600) });
        // As a workflow does: after a failure it reads, and decides anew.
        try {
          current = await patient.put(id, wanted, current === undefined ? absent : at(current));
          acknowledged.set(id, current);
        } catch {
          await waitUntil('TVS answers', async () => {
            current = await patient.get(id);
            return true;
          });
        }
      }
    };
    const writers = Promise.all(Array.from({ length: 8 }, writer));
    for (let round = 0; round < 4; round += 1) {
      const before = acknowledged.size;
      const versions = [...acknowledged.values()].map(({ version }) => version).join();
      await expect
        .poll(
          () =>
            acknowledged.size > before ||
            [...acknowledged.values()].map(({ version }) => version).join() !== versions,
          { timeout: 30_000 },
        )
        .toBe(true);
      await tvs.kill();
      const known = new Map(acknowledged);
      await tvs.restart();
      const journal = await tvs.journal();
      for (const { id, version } of known.values()) {
        expect(changesOf(journal, id).filter(({ after }) => after?.etag === version)).toHaveLength(1);
      }
    }
    over.abort();
    await writers;
    const journal = await tvs.journal();
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index + 1));
    expect(new Set(journal.map(({ who, key }) => `${who} ${key}`)).size).toBe(journal.length);
    for (const [id, { version, vip: last }] of acknowledged) {
      const entries = changesOf(journal, id);
      expect(entries.filter(({ action }) => action === 'create')).toHaveLength(1);
      expect(entries.filter(({ action }) => action === 'delete')).toHaveLength(0);
      const now = await patient.get(id);
      if (now?.version === version) expect(sameVip(now.vip, last)).toBe(true);
    }
    await patient.close();
  });
});

describe('ten thousand VIPs', () => {
  it('are made, listed in pages, and there again after a restart', async () => {
    const home = await mkdtemp(join(tmpdir(), 'tvs-many-'));
    const many = await TvsProcess.start(home, ['cluster-a'], { TVS_JOURNAL_FILE_BYTES: '4000000' });
    const balancer = many.balancer('cluster-a', { connections: 32, timeoutMs: 30_000 });
    const wanted = Array.from({ length: 10_000 }, (_, index) => vip(`10.97.${index >> 8}.${index & 255}`));
    const seconds = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      const begin = performance.now();
      await work();
      const took = ((performance.now() - begin) / 1_000).toFixed(1);
      process.stdout.write(`10,000 VIPs ${what}: ${took} s, TVS has ${await many.memory()} MiB\n`);
    };
    process.stdout.write(
      `No VIPs: TVS has ${await many.memory()} MiB, the compiler of its sources included\n`,
    );
    await seconds('made', async () => {
      const queue = wanted.values();
      const writer = async (): Promise<void> => {
        for (const one of queue) await makeBy(balancer, 'cluster-a', one);
      };
      await Promise.all(Array.from({ length: 32 }, writer));
    });
    await seconds('listed', async () => {
      expect(await allOf(balancer)).toHaveLength(10_000);
    });
    await many.kill();
    await seconds('there again after kill -9', () => many.restart());
    const found = await allOf(balancer);
    const expected = new Map(wanted.map((one) => [vipId('cluster-a', one.address), one]));
    expect(
      found.filter(({ id, vip: has }) => {
        const one = expected.get(id);
        return one === undefined || !sameVip(one, has);
      }),
    ).toEqual([]);
    expect(found).toHaveLength(10_000);
    await balancer.close();
    await many.stop();
    await rm(home, { recursive: true });
  });
});
