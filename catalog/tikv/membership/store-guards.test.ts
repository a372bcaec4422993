import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import type { ClusterView } from '../pd/cluster-view.js';
import { clusterView, region, simpleStore, storeHost } from '../pd/cluster-view.fixture.js';
import { storeGuards } from './store-guards.js';

const broken = (view: ClusterView, departure: Departure = 'offline') =>
  storeGuards(view, storeHost(1), departure)
    .filter(({ holds }) => !holds)
    .map(({ name, detail }) => `${name}: ${detail}`);

describe('the guards of a store', () => {
  it.each([
    ['offline', ['PD has a leader', 'No region lacks', 'Enough stores stay', 'Free space']],
    ['scale-down', ['PD has a leader', 'No region lacks', 'Enough stores stay', 'Free space']],
    ['restart', ['PD has a leader', 'No region lacks', 'Every region keeps a majority']],
  ] as const)('for %s are %s', (departure, names) => {
    const guards = storeGuards(clusterView(4), storeHost(1), departure);
    expect(guards.map(({ name }) => names.findIndex((start) => name.startsWith(start)))).toEqual(
      names.map((_, index) => index),
    );
    expect(guards.every(({ holds }) => holds)).toBe(true);
  });

  it.each([
    ['the others', { down: [region(7, [1, 2, 3], [3])] }, '1 regions with a copy that is down: 7.'],
    ['the others', { pending: [region(7, [1, 2, 3], [1])] }, '1 regions with a copy that lags: 7.'],
    ['nobody', { missing: [region(7, [1, 2])] }, '1 regions with fewer than 3 copies: 7.'],
  ])('hold it back for copies that %s should have', (_who, data, detail) => {
    expect(broken(clusterView(4, data))).toEqual([`No region lacks a copy on the other stores: ${detail}`]);
    expect(broken(clusterView(4, data), 'restart')).toHaveLength(1);
  });

  it('let a dead store go: that its own copies are down is no reason to keep it', () => {
    const stores = clusterView(4).data.stores.map((store) =>
      store.id === 2 ? { ...store, state: 'Down' as const } : store,
    );
    const data = { stores, down: [region(7, [1, 2, 3], [2])], pending: [region(8, [2, 3, 4], [2])] };
    expect(broken(clusterView(4, data))).toEqual([]);
  });

  it.each([
    [5, 'offline', []],
    [4, 'offline', []],
    [3, 'offline', ['2 stores are up without it, 3 are needed for as many copies.']],
    [3, 'scale-down', ['2 stores are up without it, 3 are needed for as many copies.']],
    [3, 'restart', []],
  ] as const)('ask of %i stores, for %s, that enough stay for every copy', (stores, departure, details) => {
    expect(broken(clusterView(stores), departure)).toEqual(
      details.map((detail) => `Enough stores stay for every copy: ${detail}`),
    );
  });

  it.each(['Disconnected', 'Down', 'Offline', 'Tombstone'] as const)(
    'do not count a store that is %s among those that stay',
    (state) => {
      const stores = clusterView(4).data.stores.map((store) =>
        store.id === 4 ? { ...store, state } : store,
      );
      expect(broken(clusterView(4, { stores }))).toHaveLength(1);
    },
  );

  it.each([
    ['three copies', 3, 3, true],
    ['five copies', 5, 5, true],
    ['one copy among several stores', 3, 1, false],
    ['two copies, of which a majority is both', 3, 2, false],
    ['three copies asked for of two stores', 2, 3, false],
  ])('for a restart with %s look for a majority without it', (_case, stores, maxReplicas, holds) => {
    const missing = [region(7, [1, 2])].filter(() => stores < maxReplicas);
    expect(broken(clusterView(stores, { maxReplicas, missing }), 'restart').length === 0).toBe(holds);
  });

  it('let the only store restart, whose regions nobody else has', () => {
    const view = clusterView(0, { stores: [simpleStore(1)], missing: [region(7, [2])] });
    expect(broken(view, 'restart')).toEqual([]);
  });

  it.each([
    [2, true],
    [20, true],
    [22, false],
  ])('take %i GiB to what the others have below the ratio: 7 GiB each', (gibibytes, holds) => {
    const view = clusterView(4);
    const stores = view.data.stores.map((store) =>
      store.id === 2 ? { ...store, usedBytes: gibibytes * 2 ** 30 } : store,
    );
    expect(broken(clusterView(4, { stores })).length === 0).toBe(holds);
  });

  it('count what PD takes its regions for, while the store is not heard of', () => {
    const stores = clusterView(4).data.stores.map((store) =>
      store.id === 2 ? { ...store, usedBytes: 0, regionBytes: 50 * 2 ** 30 } : store,
    );
    expect(broken(clusterView(4, { stores }))).toEqual([
      expect.stringMatching(/^Free space on the others covers what moves: 50Gi in 9 regions to move, /),
    ]);
  });

  it('hold everything back while nobody leads, and nothing else before there is a store', () => {
    expect(broken({ ...clusterView(4), leader: undefined })).toHaveLength(1);
    expect(broken({ ...clusterView(4), data: undefined })).toEqual([]);
  });
});
