import { expect, it } from 'vitest';
import type { Vip } from '../../api/balancer/index.js';
import { Delivery } from './delivery.js';
import type { VipRecord } from './record.js';

const record = (id: string, seq: number): VipRecord => ({
  ...{ id, owner: 'a', seq, createdAt: '', updatedAt: '' },
  vip: {
    address: `10.0.0.${seq}`,
    service: { namespace: 'n', name: 's', uid: 'u' },
    listeners: [],
    sourceRanges: [],
  },
});

/** A data plane that takes what it is told when the test says so. */
class SlowPlane {
  readonly told: (readonly Vip[])[] = [];
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  closed = false;

  apply(vips: readonly Vip[]): Promise<void> {
    this.told.push(vips);
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
  async takes(): Promise<void> {
    this.#settle?.resolve();
    await new Promise(setImmediate);
  }
  async fails(): Promise<void> {
    this.#settle?.reject(new Error('no'));
    await new Promise(setImmediate);
  }
}

async function world() {
  const plane = new SlowPlane();
  let records: readonly VipRecord[] = [record('one', 1)];
  const log: string[] = [];
  const delivery = new Delivery({
    ...{ dataPlane: plane, records: () => records, pause: () => Promise.resolve() },
    log: (sentence) => log.push(sentence),
  });
  const change = async (...now: readonly VipRecord[]): Promise<void> => {
    records = now;
    delivery.changed();
    await new Promise(setImmediate);
  };
  await change(...records);
  return { plane, delivery, change, log };
}

it('says that a version is applied once the data plane took it, and not before', async () => {
  const { plane, delivery, change } = await world();
  expect(delivery.appliedSeq('one')).toBeUndefined();
  await plane.takes();
  expect(delivery.appliedSeq('one')).toBe(1);
  await change(record('one', 2));
  expect(delivery.appliedSeq('one')).toBe(1);
  await plane.takes();
  expect(delivery.appliedSeq('one')).toBe(2);
});

it('tells the data plane once at a time, and together what changed meanwhile', async () => {
  const { plane, change } = await world();
  await change(record('one', 2));
  await change(record('one', 2), record('two', 3));
  expect(plane.told).toHaveLength(1);
  await plane.takes();
  expect(plane.told.map(({ length }) => length)).toEqual([1, 2]);
});

it('tells again what was not taken', async () => {
  const { plane, delivery, log } = await world();
  await plane.fails();
  expect(log).toEqual(['the data plane did not take 1 VIPs: Error: no']);
  await plane.takes();
  expect(delivery.appliedSeq('one')).toBe(1);
});

it('does not say of a VIP that it is applied which the data plane does not serve', async () => {
  const { plane, delivery, change } = await world();
  const bad = record('bad', 2);
  await plane.takes();
  await change(record('one', 1), bad);
  delivery.refused([bad.vip]);
  await plane.takes();
  expect([delivery.appliedSeq('one'), delivery.appliedSeq('bad')]).toEqual([1, undefined]);
  delivery.refused([]);
  expect(delivery.appliedSeq('bad')).toBe(2);
});

it('ends when what is under way is over', async () => {
  const { plane, delivery } = await world();
  const closed = delivery.close();
  expect(plane.closed).toBe(false);
  await plane.takes();
  await closed;
  expect(plane.closed).toBe(true);
});
