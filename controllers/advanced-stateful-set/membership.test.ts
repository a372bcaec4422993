import { describe, expect, it } from 'vitest';
import { claimOf, membershipOf } from './membership.js';
import { aPod, aSet, offline } from './observation.fixture.js';
import { ordinalsOf } from './ordinals.js';

const other = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'other-uid', controller: true };
const owner = { apiVersion: 'v1', kind: 'Thing', name: 'thing', uid: 'thing-uid' };

describe('claimOf follows its table', () => {
  const set = aSet();
  const going = aSet({}, { terminating: true });
  const unlabelled = { labels: { app: 'other' } };
  const none = { ownerReferences: [] };
  const rows = [
    ['controlled by the set and belonging', set, {}, 'ours'],
    ['controlled by the set, with labels of another', set, unlabelled, 'release'],
    ['controlled by the set, with the name of another', set, { name: 'shop-1' }, 'release'],
    ['controlled by a set that is going, not belonging', going, unlabelled, 'stranger'],
    ['an orphan that belongs', set, none, 'adopt'],
    ['an orphan that belongs and is terminating', set, { ...none, terminating: true }, 'stranger'],
    ['an orphan that belongs to a set that is going', going, none, 'stranger'],
    ['an orphan that does not belong', set, { ...none, ...unlabelled }, 'stranger'],
    ['controlled by another', set, { ownerReferences: [other] }, 'stranger'],
  ] as const;
  it.each(rows)('for a pod %s', (_name, ofSet, rest, claim) => {
    expect(claimOf(ofSet, aPod(1, 'available', rest))).toBe(claim);
  });
});

describe('membershipOf', () => {
  const set = aSet({ replicas: 3, offline: offline(1) });
  const ordinals = ordinalsOf(set.spec);

  it('tells wanted, offline and condemned members apart, condemned ones from the highest down', () => {
    const members = membershipOf(set, ordinals, [aPod(3), aPod(1), aPod(5), aPod(0), aPod(4)]);
    expect([...members.wanted.keys()]).toEqual([0]);
    expect(members.offline.map(({ ordinal }) => ordinal)).toEqual([1]);
    expect(members.condemned.map(({ ordinal }) => ordinal)).toEqual([5, 4, 3]);
    expect(members.actions).toEqual([]);
  });

  it('counts an orphan as a member while it adopts it, and keeps its other owners', () => {
    const members = membershipOf(set, ordinals, [aPod(0, 'available', { ownerReferences: [owner] })]);
    expect([...members.wanted.keys()]).toEqual([0]);
    expect(members.actions).toMatchObject([
      {
        kind: 'adoptPod',
        name: 'web-0',
        uid: 'web-0-uid',
        ownerReferences: [owner, { uid: 'set-uid', controller: true }],
      },
    ]);
  });

  it('lets go of a pod whose labels no longer match, and keeps its other owners', () => {
    const [ours] = aPod(0).ownerReferences;
    const ownerReferences = ours === undefined ? [] : [owner, ours];
    const pod = aPod(0, 'available', { labels: {}, ownerReferences });
    const members = membershipOf(set, ordinals, [pod]);
    expect(members.wanted.size).toBe(0);
    expect([...members.strangers.keys()]).toEqual(['web-0']);
    expect(members.actions).toMatchObject([{ kind: 'releasePod', name: 'web-0', ownerReferences: [owner] }]);
  });
});
