import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { VipRecord } from './record.js';
import { VipDraft, VipTable } from './table.js';

const record = (id: string, seq: number, address: string, name: string): VipRecord => ({
  ...{ id, owner: 'a', seq, createdAt: '', updatedAt: '' },
  vip: { address, service: { namespace: 'n', name, uid: 'u' }, listeners: [], sourceRanges: [] },
});

const step = fc.record({
  id: fc.integer({ min: 0, max: 6 }).map((index) => `id-${index}`),
  address: fc.option(
    fc.integer({ min: 0, max: 6 }).map((index) => `10.0.0.${index}`),
    { nil: null },
  ),
  service: fc.constantFrom('one', 'other'),
});

it('finds VIPs by id, by address, by Service and in the order of ids after any changes, in the table and in a draft of it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), (steps, drafted) => {
      const table = new VipTable();
      const draft = new VipDraft(table);
      const model = new Map<string, VipRecord>();
      for (const [index, { id, address, service }] of steps.entries()) {
        // Nobody makes a VIP of an address that another one has.
        if (
          address !== null &&
          [...model.values()].some((one) => one.id !== id && one.vip.address === address)
        )
          continue;
        const next = address === null ? null : record(id, index, address, service);
        (index < drafted ? table : draft).set(id, next);
        if (next === null) model.delete(id);
        else model.set(id, next);
      }
      const view = steps.length <= drafted ? table : draft;
      for (let index = 0; index <= 6; index += 1) {
        const [id, address] = [`id-${index}`, `10.0.0.${index}`];
        expect(view.get(id)).toBe(model.get(id));
        expect(view.holding(address)).toBe([...model.values()].find((one) => one.vip.address === address));
      }
      if (view !== table) return;
      const ids = [...model.keys()].toSorted();
      expect([...table.following()].map(({ id }) => id)).toEqual(ids);
      expect([...table.following('id-3')].map(({ id }) => id)).toEqual(ids.filter((id) => id > 'id-3'));
      for (const name of ['one', 'other', 'none']) {
        const own = ids.filter((id) => model.get(id)?.vip.service.name === name);
        const found = (after?: string): readonly string[] =>
          [...table.ofService({ namespace: 'n', name }, after)].map(({ id }) => id);
        expect(found()).toEqual(own);
        expect(found('id-3')).toEqual(own.filter((id) => id > 'id-3'));
      }
    }),
  );
});
