import { describe, expect, it } from 'vitest';
import type { OwnerReference } from '../../api/object-meta.js';
import { Store, type Indexers } from '../runtime/store.js';
import {
  claimIndexes,
  podIndexes,
  projectClaim,
  projectPod,
  projectRevision,
  type CachedClaim,
  type CachedPod,
} from './cached-members.js';
import { claimSeries } from './identity.js';
import type { SetView } from './model.js';
import { aSet, dataTemplate } from './observation.fixture.js';
import { selectionIndexes } from './selection.js';
import { SetKeys } from './set-keys.js';
import { setKinds } from './set-kind.js';

const { apiVersion, kind } = setKinds['statewright.io'];
const bySet: OwnerReference = { apiVersion, kind, name: 'web', uid: 'set-uid', controller: true };
const byOther: OwnerReference = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: 'r',
  uid: 'r',
  controller: true,
};

const metadata = (name: string, rest: object = {}) => ({
  name,
  namespace: 'shop',
  uid: `${name}-uid`,
  resourceVersion: '1',
  ...rest,
});

const pod = (name: string, ...ownerReferences: readonly OwnerReference[]) =>
  projectPod({
    metadata: metadata(name, { labels: { app: 'web' }, ownerReferences: [...ownerReferences] }),
    spec: { containers: [] },
  });

const claim = (name: string) =>
  projectClaim({ metadata: metadata(name), spec: { storageClassName: 'fast' }, status: { phase: 'Bound' } });

const setIndexes: Indexers<SetView> = {
  ...selectionIndexes,
  claims: ({ namespace, ...set }) => claimSeries(set).map((series) => `${namespace}/${series}`),
};

/** The keys of sets that changes are about, where there is one set, `shop/web`. */
function keys() {
  const sets = new Store<SetView>(setIndexes);
  const value = aSet({ volumeClaimTemplates: [dataTemplate] });
  sets.set('shop/web', { uid: value.uid, resourceVersion: '1', value });
  const claims = new Store<CachedClaim | undefined>(claimIndexes);
  for (const name of ['data-web-0', 'data-web-1', 'data-db-0']) {
    claims.set(`shop/${name}`, { uid: name, resourceVersion: '1', value: claim(name) });
  }
  return new SetKeys(setKinds['statewright.io'], sets, claims);
}

describe('which sets a change is about', () => {
  it.each<[string, CachedPod | undefined, readonly string[]]>([
    ['a pod of the set', pod('web-0', bySet), ['shop/web']],
    ['a pod of the set with a name of its own', pod('other', bySet), ['shop/web']],
    ['a pod of a set that is not in the cache', pod('db-0', { ...bySet, name: 'db' }), ['shop/db']],
    ['a pod of nobody that has the name of a member', pod('web-7'), ['shop/web']],
    ['a pod of others that has the name of a member', pod('web-7', byOther), ['shop/web']],
    ['a pod of others', pod('web-abc', byOther), []],
    ['a pod of nobody', pod('helper'), []],
  ])('%s', (_what, cached, expected) => {
    expect(keys().ofPod(cached, 'shop/any')).toEqual(expected);
  });

  it('claims by the names that their templates give them', () => {
    expect(keys().ofClaim(claim('data-web-0'))).toEqual(['shop/web']);
    expect(keys().ofClaim(claim('data-db-0'))).toEqual([]);
    expect(keys().ofClaim(claim('data'))).toEqual([]);
  });

  it('StorageClasses by the claims that are of them', () => {
    expect(keys().ofStorageClass('fast')).toEqual(['shop/web']);
    expect(keys().ofStorageClass('slow')).toEqual([]);
  });

  it('revisions by who controls them, or by who would select them', () => {
    const revision = (labels: Record<string, string>, ...ownerReferences: readonly OwnerReference[]) =>
      projectRevision({
        metadata: metadata('web-1', { labels, ownerReferences: [...ownerReferences] }),
        data: {},
        revision: 1,
      });
    const of = (cached: ReturnType<typeof revision>) => keys().ofRevision(cached, 'shop/web-1');
    expect(of(revision({}, bySet))).toEqual(['shop/web']);
    expect(of(revision({ app: 'web' }))).toEqual(['shop/web']);
    expect(of(revision({ app: 'db' }))).toEqual([]);
    expect(of(revision({ app: 'web' }, byOther))).toEqual([]);
  });
});

describe('what the caches keep', () => {
  it('is nothing of pods that no set can be concerned with', () => {
    expect(pod('web-abc', byOther)).toBeUndefined();
    expect(pod('helper')).toBeUndefined();
    expect(Object.values(podIndexes).flatMap((index) => index(undefined, 'shop/helper'))).toEqual([]);
  });

  it('is of a pod of others only that it stands in the way', () => {
    const stranger = pod('web-7', byOther);
    expect(stranger?.view).toMatchObject({ name: 'web-7', ownerReferences: [byOther], labels: {} });
    expect(stranger?.controller).toBeUndefined();
  });
});
