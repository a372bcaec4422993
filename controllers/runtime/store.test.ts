import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOf, refOf, Store } from './store.js';

const entry = (
  owner: string,
  version = '1',
): { uid: string; resourceVersion: string; value: { owner: string } } => ({
  uid: 'u',
  resourceVersion: version,
  value: { owner },
});

describe('Store', () => {
  it('finds by an index what is filed there now, whatever came before', () => {
    const operation = fc.record({
      key: fc.constantFrom('n/a', 'n/b', 'n/c', 'm/a'),
      owner: fc.option(fc.constantFrom('x', 'y', '')),
    });
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const store = new Store<{ owner: string }>({ owner: ({ owner }) => (owner === '' ? [] : [owner]) });
        const model = new Map<string, string>();
        for (const { key, owner } of operations) {
          if (owner === null) {
            store.delete(key);
            model.delete(key);
          } else {
            store.set(key, entry(owner));
            model.set(key, owner);
          }
        }
        expect(Object.fromEntries(store.entries())).toEqual(
          Object.fromEntries([...model].map(([key, owner]) => [key, { owner }])),
        );
        for (const term of ['x', 'y', '']) {
          const filed = [...model].filter(([, owner]) => owner === term && owner !== '').map(([key]) => key);
          expect([...store.keysBy('owner', term)].sort()).toEqual(filed.sort());
        }
      }),
    );
  });

  it('does not take an index that does not exist for an empty one', () => {
    expect(() => new Store().keysBy('owner', 'x')).toThrow(RangeError);
  });
});

describe('keys', () => {
  it('lead back to the object they were made from', () => {
    expect(refOf(keyOf({ namespace: 'shop', name: 'web' }))).toEqual({ namespace: 'shop', name: 'web' });
    expect(refOf(keyOf({ name: 'node-1' }))).toEqual({ name: 'node-1' });
  });
});
