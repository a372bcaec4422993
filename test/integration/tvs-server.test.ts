import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TvsBalancer } from '../../activities/tvs/index.js';
import { breakerDefaults } from '../../activities/tvs/circuit-breaker.js';
import { sameVip, vipId, type RecordedVip, type Vip } from '../../api/balancer/index.js';
import { waitUntil } from './harness/wait-until.js';
import { TvsProcess, type JournalEntry } from './harness/tvs-process.js';

const absent = { kind: 'absent' } as const;
let directory: string;
let tvs: TvsProcess;
let ours: TvsBalancer;
let theirs: TvsBalancer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tvs-server-'));
  tvs = await TvsProcess.start(directory, ['cluster-a', 'cluster-b']);
});
afterAll(async () => {
  await tvs.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  ours = tvs.balancer('cluster-a', { timeoutMs: 1_000 });
  theirs = tvs.balancer('cluster-b');
});
afterEach(async () => {
  await tvs.inject();
  await Promise.all([ours.close(), theirs.close()]);
});

let addresses = 0;
function freeAddress(): string {
  addresses += 1;
  return `10.96.${addresses >> 8}.${addresses & 255}`;
}

function vip(address: string, change: Partial<Vip> = {}): Vip {
  return {
    address,
    service: { namespace: 'n', name: `s-${address}`, uid: `u-${address}` },
    listeners: [
      { protocol: 'TCP', port: 80, members: [{ address: '10.0.0.1', port: 8080, weight: 1, state: 'up' }] },
      { protocol: 'UDP', port: 53, members: [], healthCheck: { kind: 'tcp', intervalSeconds: 5 } },
    ],
    sourceRanges: ['10.0.0.0/8'],
    affinity: { kind: 'ClientIP', timeoutSeconds: 60 },
    ...change,
  };
}

const make = (wanted: Vip, owner = 'cluster-a', by = ours): Promise<RecordedVip> =>
  by.put(vipId(owner, wanted.address), wanted, absent);
const at = ({ version }: RecordedVip) => ({ kind: 'version', version }) as const;

async function all(balancer: TvsBalancer): Promise<readonly RecordedVip[]> {
  const found: RecordedVip[] = [];
  for await (const page of balancer.listOwned()) found.push(...page);
  return found;
}

const of = (journal: readonly JournalEntry[], id: string): readonly JournalEntry[] =>
  journal.filter((entry) => entry.id === id);
const actions = async (id: string): Promise<readonly string[]> =>
  of(await tvs.journal(), id).map(({ action }) => action);

describe('the life of a VIP', () => {
  it('is made, read, changed and removed, and the journal says each thing once, with before and after', async () => {
    const wanted = vip(freeAddress());
    const made = await make(wanted);
    expect(made.vip).toEqual(wanted);
    expect(await ours.get(made.id)).toEqual(made);
    expect(await ours.ofService(wanted.service)).toEqual([made]);
    const changed = await ours.put(made.id, { ...wanted, idleTimeoutSeconds: 60 }, at(made));
    const members = await ours.putMembers(changed, [{ protocol: 'TCP', port: 80, members: [] }]);
    expect(members.vip.listeners.map((listener) => listener.members)).toEqual([[], []]);
    expect(await ours.remove(members)).toBe('removed');
    expect(await ours.remove(members)).toBe('absent');
    expect(await ours.get(made.id)).toBeUndefined();
    const journal = of(await tvs.journal(), made.id);
    expect(journal.map(({ action, who, before, after }) => [action, who, before?.etag, after?.etag])).toEqual(
      [
        ['create', 'cluster-a', undefined, made.version],
        ['replace', 'cluster-a', made.version, changed.version],
        ['members', 'cluster-a', changed.version, members.version],
        ['delete', 'cluster-a', members.version, undefined],
      ],
    );
  });

  it('keeps its version when nothing is different', async () => {
    const made = await make(vip(freeAddress()));
    const again = { ...made.vip, listeners: made.vip.listeners.toReversed() };
    expect(await ours.put(made.id, again, at(made))).toEqual(made);
    expect(await actions(made.id)).toEqual(['create']);
  });

  it('goes over to another Service of the same address without ever being away', async () => {
    const made = await make(vip(freeAddress()));
    const service = { namespace: 'n', name: 'anew', uid: 'another' };
    const taken = await ours.put(made.id, { ...made.vip, service }, at(made));
    expect(taken.vip.service).toEqual(service);
    expect(await actions(made.id)).toEqual(['create', 'replace']);
  });

  it('says when the data plane has it', async () => {
    const made = await make(vip(freeAddress()));
    await expect
      .poll(async () => JSON.parse((await tvs.ask('alice', 'GET', `/v1/vips/${made.id}`)).body) as unknown)
      .toMatchObject({ status: 'applied', appliedEtag: made.version });
  });

  it.each<[string, Partial<Vip>, string]>([
    ['an idle timeout above an hour', { idleTimeoutSeconds: 3_601 }, 'idleTimeoutSeconds'],
    [
      'a port that is none',
      { listeners: [{ protocol: 'TCP', port: 70_000, members: [] }] },
      'listeners[0].port',
    ],
    [
      'a listener that is there twice',
      {
        listeners: [
          { protocol: 'TCP', port: 1, members: [] },
          { protocol: 'TCP', port: 1, members: [] },
        ],
      },
      'listeners[1]',
    ],
  ])('does not begin with %s, and the field is named', async (_what, change, field) => {
    const wanted = vip(freeAddress(), change);
    await expect(make(wanted)).rejects.toMatchObject({ code: 'BalancerRefused', problems: [{ field }] });
    expect(await actions(vipId('cluster-a', wanted.address))).toEqual([]);
  });

  it('conflicts with a stale version, and with one that is there', async () => {
    const made = await make(vip(freeAddress()));
    await ours.put(made.id, { ...made.vip, idleTimeoutSeconds: 60 }, at(made));
    const late = ours.put(made.id, { ...made.vip, idleTimeoutSeconds: 61 }, at(made));
    await expect(late).rejects.toMatchObject({ code: 'BalancerConflict' });
    const twice = ours.put(made.id, { ...made.vip, idleTimeoutSeconds: 61 }, absent);
    await expect(twice).rejects.toMatchObject({ code: 'BalancerConflict' });
    await expect(ours.remove(made)).rejects.toMatchObject({ code: 'BalancerConflict' });
  });
});

describe('two clusters and a person on one TVS', () => {
  it('see each other, and change only what is their own', async () => {
    const made = await make(vip(freeAddress()), 'cluster-b', theirs);
    expect(await ours.get(made.id)).toEqual(made);
    const other = { code: 'VipOfAnother' };
    await expect(ours.put(made.id, made.vip, at(made))).rejects.toMatchObject(other);
    await expect(ours.putMembers(made, [])).rejects.toMatchObject(other);
    await expect(ours.remove(made)).rejects.toMatchObject(other);
    await expect(ours.remove({ ...made, owner: 'cluster-a' })).rejects.toMatchObject(other);
    await expect(make(made.vip)).rejects.toMatchObject(other);
    expect(await theirs.get(made.id)).toEqual(made);
    expect((await all(ours)).filter(({ owner }) => owner !== 'cluster-a')).toEqual([]);
    expect(await ours.ofService(made.vip.service)).toEqual([]);
  });

  it('lets a person change what a cluster has, which the cluster then sees', async () => {
    const made = await make(vip(freeAddress()));
    const headers = { 'if-match': made.version, 'idempotency-key': 'by-hand-0123456789' };
    const reply = await tvs.ask('alice', 'DELETE', `/v1/vips/${made.id}`, headers);
    expect(reply.status).toBe(204);
    expect(await ours.get(made.id)).toBeUndefined();
    expect(of(await tvs.journal(), made.id).at(-1)).toMatchObject({
      who: 'alice',
      action: 'delete',
      key: 'by-hand-0123456789',
    });
  });

  it('shows nothing without a token, and takes no write for an owner that the token is not of', async () => {
    expect((await tvs.ask('nobody', 'GET', '/v1/vips')).status).toBe(401);
    const stranger = tvs.balancer('cluster-b', { owner: 'cluster-a' });
    await expect(make(vip(freeAddress()), 'cluster-a', stranger)).rejects.toMatchObject({
      code: 'BalancerForbidden',
    });
    await stranger.close();
  });

  it('wants a precondition and a key for each write', async () => {
    const path = `/v1/vips/${vipId('cluster-a', freeAddress())}`;
    const body = { owner: 'cluster-a', ...vip(freeAddress()) };
    expect((await tvs.ask('cluster-a', 'PUT', path, { 'if-none-match': '*' }, body)).status).toBe(400);
    expect(
      (await tvs.ask('cluster-a', 'PUT', path, { 'idempotency-key': 'k-0123456789abcdef' }, body)).status,
    ).toBe(428);
  });
});

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
      const found = await all(small).catch(() => undefined);
      if (found !== undefined) expect(found.length).toBeGreaterThanOrEqual(5);
    }
    expect((await tvs.journal()).length).toBe(whole);
    await small.close();
  });

  it('429 with Retry-After is honoured', async () => {
    await tvs.inject({ kind: 'status', status: 429, retryAfterSeconds: 1, count: 1 });
    await expect(all(ours)).rejects.toThrow(/429, and it is left alone/);
    await expect.poll(() => all(ours).then(({ length }) => length), { timeout: 5_000 }).toBeGreaterThan(0);
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
      const ids = (await all(small)).map(({ id }) => id);
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
        expect(of(journal, id).filter(({ after }) => after?.etag === version)).toHaveLength(1);
      }
    }
    over.abort();
    await writers;
    const journal = await tvs.journal();
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index + 1));
    expect(new Set(journal.map(({ who, key }) => `${who} ${key}`)).size).toBe(journal.length);
    for (const [id, { version, vip: last }] of acknowledged) {
      const entries = of(journal, id);
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
    await seconds('made', async () => {
      const queue = wanted.values();
      const writer = async (): Promise<void> => {
        for (const one of queue) await make(one, 'cluster-a', balancer);
      };
      await Promise.all(Array.from({ length: 32 }, writer));
    });
    await seconds('listed', async () => {
      expect(await all(balancer)).toHaveLength(10_000);
    });
    await many.kill();
    await seconds('there again after kill -9', () => many.restart());
    const found = await all(balancer);
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
