import { describe, expect, it } from 'vitest';
import type { OwnerReference } from '../../api/object-meta.js';
import type { Policy } from './model.js';
import { aClaim, aSet } from './observation.fixture.js';
import { controllerReference, ownerOf, podOwner } from './owners.js';
import { isManagedByOthers, isOwnedByFormerPod, retentionOf } from './retention.js';

const pod = { name: 'web-1', uid: 'web-1-uid' };
const bySet = controllerReference(ownerOf(aSet()));
const byPod = controllerReference(podOwner(pod));
const thing: OwnerReference = { apiVersion: 'v1', kind: 'Thing', name: 'thing', uid: 'thing-uid' };
const manager: OwnerReference = { ...thing, controller: true };

const retained = (
  [whenDeleted, whenScaled]: readonly [Policy, Policy],
  condemned: boolean,
  owners: readonly OwnerReference[],
  ofPod: { readonly name: string; readonly uid: string | undefined } = pod,
) => {
  const set = aSet({ retention: { whenDeleted, whenScaled } });
  return retentionOf(set, aClaim(1, { ownerReferences: owners }), ofPod, condemned);
};

describe('retentionOf follows its table', () => {
  const rows: readonly [Policy, Policy, 'in range' | 'condemned', OwnerReference[]][] = [
    ['Retain', 'Retain', 'in range', []],
    ['Retain', 'Retain', 'condemned', []],
    ['Delete', 'Retain', 'in range', [bySet]],
    ['Delete', 'Retain', 'condemned', [bySet]],
    ['Retain', 'Delete', 'in range', []],
    ['Retain', 'Delete', 'condemned', [byPod]],
    ['Delete', 'Delete', 'in range', [bySet]],
    ['Delete', 'Delete', 'condemned', [byPod]],
  ];
  const states = [[], [bySet], [byPod], [bySet, byPod]];

  it.each(rows)('whenDeleted %s, whenScaled %s, %s', (whenDeleted, whenScaled, place, wanted) => {
    for (const present of states) {
      const { owners, conflict } = retained([whenDeleted, whenScaled], place === 'condemned', present);
      expect(conflict).toBe(false);
      const isRight = JSON.stringify(present) === JSON.stringify(wanted);
      expect(owners).toEqual(isRight ? undefined : wanted);
    }
  });
});

describe('retentionOf', () => {
  it('keeps the owners of others', () => {
    expect(retained(['Delete', 'Delete'], true, [thing, bySet]).owners).toEqual([thing, byPod]);
  });

  it('makes an owner of ours the controller', () => {
    const { owners } = retained(['Delete', 'Retain'], false, [{ ...bySet, controller: false }]);
    expect(owners).toEqual([bySet]);
  });

  it.each([
    ['set', { ...bySet, uid: 'earlier' }],
    ['pod', { ...byPod, uid: 'earlier' }],
  ])('leaves a claim alone that an earlier %s owns', (_name, stale) => {
    for (const policy of ['Retain', 'Delete'] as const) {
      expect(retained([policy, policy], true, [stale]).owners).toBeUndefined();
    }
  });

  it('adds nothing to a claim that another controller manages, and takes off what is ours', () => {
    expect(retained(['Delete', 'Delete'], false, [manager])).toEqual({ owners: undefined, conflict: true });
    expect(retained(['Delete', 'Delete'], false, [manager, { ...bySet, controller: false }])).toEqual({
      owners: [manager],
      conflict: true,
    });
  });

  it('does not mind another controller while everything is retained', () => {
    expect(retained(['Retain', 'Retain'], false, [manager])).toEqual({ owners: undefined, conflict: false });
  });

  it('makes the set the owner of the claim of an ordinal without a pod', () => {
    expect(retained(['Delete', 'Delete'], false, [], { name: 'web-1', uid: undefined }).owners).toEqual([
      bySet,
    ]);
  });
});

describe('a claim', () => {
  const deleting = aSet({ retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } });

  it('is owned by a former pod if the owner has the name of its pod', () => {
    const claim = aClaim(1, { ownerReferences: [byPod] });
    expect(isOwnedByFormerPod(claim, 'web-1')).toBe(true);
    expect(isOwnedByFormerPod(claim, 'web-2')).toBe(false);
    expect(isOwnedByFormerPod(aClaim(1, { ownerReferences: [bySet] }), 'web-1')).toBe(false);
  });

  it('is managed by others when its controller is not the set', () => {
    expect(isManagedByOthers(deleting, aClaim(1, { ownerReferences: [manager] }))).toBe(true);
    expect(isManagedByOthers(deleting, aClaim(1, { ownerReferences: [thing, bySet] }))).toBe(false);
  });
});
