import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller, Precondition, Wish } from './decide.js';
import type { VipRecord } from './record.js';
import { rememberedForMs } from './remembered.js';
import { VipStore, type Outcome } from './store.js';

const caller: Caller = { kind: 'owner', name: 'cluster-a', owner: 'a' };
let folder: string;
let now: number;
const opened: VipStore[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tvs-store-'));
  now = Date.parse('2026-01-01T00:00:00Z');
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await rm(folder, { recursive: true });
});

async function open(at = folder, fileBytes = 1 << 20, filesKept = 3): Promise<VipStore> {
  const store = await VipStore.open({ folder: at, fileBytes, filesKept, now: () => new Date(now) });
  opened.push(store);
  return store;
}

/** As after kill -9: nothing is said to the store, only its files count. */
async function leave(): Promise<void> {
  for (const store of opened.splice(0)) await store.close();
}

let keys = 0;
function write(
  store: VipStore,
  id: string,
  wish: Wish,
  precondition: Precondition,
  key = `key-${String((keys += 1)).padStart(16, '0')}`,
  digest = 'd',
): Promise<Outcome> {
  return store.write({ id, wish, precondition, caller, key, digest, requestId: 'r' });
}

function put(address: string, idleTimeoutSeconds = 60): Wish {
  const service = { namespace: 'n', name: 's', uid: 'u' };
  return {
    kind: 'put',
    owner: 'a',
    vip: { address, service, listeners: [], sourceRanges: [], idleTimeoutSeconds },
  };
}

const all = (store: VipStore): readonly VipRecord[] => [...store.table.following()];

async function journalFiles(at = folder): Promise<readonly string[]> {
  return (await readdir(at)).filter((name) => name.startsWith('journal-')).toSorted();
}

describe('VipStore', () => {
  it('has after a restart what it had before', async () => {
    const store = await open();
    await write(store, 'one', put('10.0.0.1'), { kind: 'absent' });
    await write(store, 'two', put('10.0.0.2'), { kind: 'absent' });
    await write(store, 'one', { kind: 'delete' }, { kind: 'exists' });
    const before = all(store);
    await leave();
    expect(all(await open())).toEqual(before);
  });

  it('gives to writes that arrive together what they would have got one after the other', async () => {
    const store = await open();
    const outcomes = await Promise.all([
      write(store, 'one', put('10.0.0.1'), { kind: 'absent' }),
      write(store, 'one', put('10.0.0.1', 61), { kind: 'absent' }),
      write(store, 'one', put('10.0.0.1', 62), { kind: 'etag', etag: '"1"' }),
      write(store, 'two', put('10.0.0.1'), { kind: 'absent' }),
      write(store, 'one', { kind: 'delete' }, { kind: 'etag', etag: '"2"' }),
      write(store, 'two', put('10.0.0.1'), { kind: 'absent' }),
    ]);
    const told = outcomes.map((outcome) =>
      outcome.kind === 'refused' ? outcome.problem.code : outcome.kind,
    );
    expect(told).toEqual([
      'recorded',
      'precondition-failed',
      'recorded',
      'address-held',
      'removed',
      'recorded',
    ]);
    expect(all(store).map(({ id, seq }) => [id, seq])).toEqual([['two', 4]]);
  });

  it.each([
    ['at once', false],
    ['together with the first', true],
    ['after a restart', false],
  ])('answers a repeated write with the first reply and does nothing, %s', async (when, together) => {
    let store = await open();
    const key = 'the-same-key-0001';
    const once = (): Promise<Outcome> => write(store, 'one', put('10.0.0.1'), { kind: 'absent' }, key);
    const first = once();
    if (!together) await first;
    if (when === 'after a restart') {
      await leave();
      store = await open();
    }
    const again = await once();
    expect(await first).toMatchObject({ kind: 'recorded', created: true, replayed: false });
    expect(again).toMatchObject({ kind: 'recorded', created: true, replayed: true, record: { seq: 1 } });
    expect(store.seq).toBe(1);
  });

  it('gives the first reply even if the VIP is gone since', async () => {
    const store = await open();
    const key = 'the-same-key-0001';
    await write(store, 'one', put('10.0.0.1'), { kind: 'absent' }, key);
    await write(store, 'one', { kind: 'delete' }, { kind: 'exists' });
    expect(await write(store, 'one', put('10.0.0.1'), { kind: 'absent' }, key)).toMatchObject({
      replayed: true,
    });
    expect(store.table.size).toBe(0);
  });

  it('refuses a key that comes with another request', async () => {
    const store = await open();
    await write(store, 'one', put('10.0.0.1'), { kind: 'absent' }, 'the-same-key-0001', 'd1');
    const outcome = await write(store, 'two', put('10.0.0.2'), { kind: 'absent' }, 'the-same-key-0001', 'd2');
    expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'key-reused' } });
  });

  it('forgets keys after their time', async () => {
    const store = await open();
    await write(store, 'one', put('10.0.0.1'), { kind: 'absent' }, 'the-same-key-0001');
    now += rememberedForMs + 1;
    const outcome = await write(store, 'one', put('10.0.0.1'), { kind: 'absent' }, 'the-same-key-0001');
    expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'precondition-failed' } });
  });

  it('never gives an ETag twice, not even to a VIP that is made anew', async () => {
    const store = await open();
    const versions: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const made = await write(store, 'one', put('10.0.0.1'), { kind: 'absent' });
      if (made.kind === 'recorded') versions.push(made.record.seq);
      await write(store, 'one', { kind: 'delete' }, { kind: 'exists' });
    }
    expect(versions).toEqual([1, 3, 5]);
  });

  it('says each change once in its journal, over all its files', async () => {
    const store = await open(folder, 2_000, 100);
    for (let index = 0; index < 40; index += 1) {
      await write(store, `vip-${index}`, put(`10.0.0.${index}`), { kind: 'absent' });
    }
    expect((await journalFiles()).length).toBeGreaterThan(5);
    const seqs: unknown[] = [];
    for (let after = 0; after < 40; after += 7) {
      const texts = (await store.readJournal(after, 7)) ?? [];
      seqs.push(...texts.map((text) => (JSON.parse(text) as { seq: number }).seq));
    }
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('keeps so many files of its journal, says what it no longer knows, and has all VIPs nevertheless', async () => {
    let store = await open(folder, 2_000, 2);
    for (let index = 0; index < 40; index += 1) {
      await write(store, `vip-${index}`, put(`10.0.0.${index}`), { kind: 'absent' });
    }
    expect(await journalFiles()).toHaveLength(2);
    expect(await store.readJournal(0, 10)).toBeUndefined();
    await leave();
    store = await open(folder, 2_000, 2);
    expect(store.table.size).toBe(40);
    expect(store.seq).toBe(40);
  });

  it('does not start on a journal that is damaged in its middle', async () => {
    const store = await open();
    for (const id of ['one', 'two', 'three']) {
      await write(store, id, put(`10.0.0.${id.length + (id === 'two' ? 9 : 0)}`), { kind: 'absent' });
    }
    await leave();
    const [file = ''] = await journalFiles();
    const text = await readFile(join(folder, file), 'utf8');
    await writeFile(join(folder, file), text.replace('10.0.0.12', '10.0.0.13'));
    await expect(open()).rejects.toThrow(/damaged at byte/);
  });

  it('tolerates a last line of rubbish that never was acknowledged', async () => {
    const store = await open();
    await write(store, 'one', put('10.0.0.1'), { kind: 'absent' });
    await leave();
    const [file = ''] = await journalFiles();
    await appendFile(join(folder, file), '00000000 {"seq":2,"\u0000\u0000');
    expect((await open()).seq).toBe(1);
  });

  it('loses nothing acknowledged however many bytes of its last writes are missing', async () => {
    const step = fc.record({
      id: fc.integer({ min: 0, max: 5 }),
      remove: fc.boolean(),
      timeout: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (steps, cut) => {
          const home = await mkdtemp(join(tmpdir(), 'tvs-cut-'));
          try {
            const store = await open(home, 3_000, 100);
            // What was acknowledged after each change, and how long the last file was then.
            const states: (readonly VipRecord[])[] = [all(store)];
            for (const { id, remove, timeout } of steps) {
              const wish: Wish = remove ? { kind: 'delete' } : put(`10.0.0.${id}`, timeout);
              const exists = store.table.get(`vip-${id}`) !== undefined;
              await write(store, `vip-${id}`, wish, exists ? { kind: 'exists' } : { kind: 'absent' });
              if (store.seq === states.length) states.push(all(store));
            }
            await leave();
            const file = join(home, (await journalFiles(home)).at(-1) ?? '');
            const content = await readFile(file);
            const length = Math.floor(cut * content.length);
            const lost = content.subarray(length).filter((byte) => byte === 0x0a).length;
            await truncate(file, length);
            const again = await open(home, 3_000, 100);
            const seq = states.length - 1 - lost;
            expect(again.seq).toBe(seq);
            expect(all(again)).toEqual(states[seq]);
            // What was cut off is not in the way of what comes.
            await write(again, 'next', put('10.9.9.9'), { kind: 'absent' });
            await leave();
            expect((await open(home, 3_000, 100)).table.get('next')?.seq).toBe(seq + 1);
            await leave();
          } finally {
            await rm(home, { recursive: true });
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is broken for good once a change could not be made durable', async () => {
    const broken: unknown[] = [];
    const store = await VipStore.open({
      ...{ folder, fileBytes: 1 << 20, filesKept: 2, now: () => new Date(now) },
      onBroken: (error) => broken.push(error),
    });
    await store.close();
    await expect(write(store, 'one', put('10.0.0.1'), { kind: 'absent' })).rejects.toThrow();
    await expect(write(store, 'one', put('10.0.0.1'), { kind: 'absent' })).rejects.toThrow();
    expect(broken.length).toBeGreaterThan(0);
    expect(store.broken).toMatch(/journal cannot be written/);
    expect(store.table.size).toBe(0);
  });
});
