import { describe, expect, it } from 'vitest';
import type { MemberAction } from './actions.js';
import type { Observation } from './model.js';
import {
  aClaim,
  aPod,
  aSet,
  dataTemplate,
  decideFor,
  offline,
  told,
  type defaultSpec,
} from './observation.fixture.js';
import { controllerReference, ownerOf, podOwner } from './owners.js';

type Spec = Partial<typeof defaultSpec>;
const retention = (whenDeleted: 'Retain' | 'Delete', whenScaled: 'Retain' | 'Delete') => ({
  retention: { whenDeleted, whenScaled },
});
const withClaims: Spec = { volumeClaimTemplates: [dataTemplate], podManagementPolicy: 'Parallel' };
const bySet = controllerReference(ownerOf(aSet()));
const manager = { apiVersion: 'v1', kind: 'Thing', name: 'thing', uid: 'thing-uid', controller: true };
const mark = 'statewright.io/offline-ordinal';

const actionsFor = (
  spec: Spec,
  pods: Observation['pods'],
  claims: Parameters<typeof aClaim>[],
): readonly MemberAction[] => {
  const set = aSet({ ...withClaims, ...spec });
  const decision = decideFor(set, { pods, claims: claims.map((claim) => aClaim(...claim)) });
  return decision.plan.lanes.flat().filter(({ kind }) => kind === 'updateClaim' || kind === 'deleteClaim');
};

describe('claims of wanted ordinals', () => {
  const spec: Spec = { replicas: 1 };

  it('are left alone while nothing differs', () => {
    expect(actionsFor(spec, [aPod(0)], [[0]])).toEqual([]);
  });

  it('get the owner that the policy calls for', () => {
    expect(actionsFor({ ...spec, ...retention('Delete', 'Retain') }, [aPod(0)], [[0]])).toEqual([
      {
        kind: 'updateClaim',
        name: 'data-web-0',
        uid: 'data-web-0-uid',
        resourceVersion: '1',
        ownerReferences: [bySet],
      },
    ]);
  });

  it('lose the mark of an offline ordinal', () => {
    expect(actionsFor(spec, [aPod(0)], [[0, { markedOffline: true }]])).toMatchObject([
      { kind: 'updateClaim', annotations: { [mark]: null } },
    ]);
  });

  it('are left alone while they are being deleted', () => {
    const claim = { terminating: true, markedOffline: true };
    expect(actionsFor({ ...spec, ...retention('Delete', 'Delete') }, [aPod(0)], [[0, claim]])).toEqual([]);
  });

  it.each([
    ['smaller than its template asks for grows', 2 ** 29, true, '1Gi'],
    ['of its size stays', 2 ** 30, true, undefined],
    ['that somebody made larger stays', 2 ** 31, true, undefined],
    ['whose class does not allow it stays', 2 ** 29, false, undefined],
    ['of unreadable size stays', undefined, true, undefined],
  ])('one %s', (_name, requestedBytes, expandable, storage) => {
    const actions = actionsFor(spec, [aPod(0)], [[0, { requestedBytes, expandable }]]);
    expect(actions).toEqual(
      storage === undefined
        ? []
        : [{ kind: 'updateClaim', name: 'data-web-0', uid: 'data-web-0-uid', resourceVersion: '1', storage }],
    );
  });

  it('that cannot grow are told of', () => {
    const set = aSet({ ...withClaims, ...spec });
    const claims = [aClaim(0, { requestedBytes: 1, expandable: false })];
    const { notices, status } = decideFor(set, { pods: [aPod(0)], claims });
    expect(notices).toMatchObject([{ type: 'Warning', reason: 'ClaimNotExpandable' }]);
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Degraded', status: 'True', reason: 'ClaimNotExpandable' }),
    );
  });

  it('of an apps/v1 set never grow', () => {
    expect(actionsFor({ ...spec, growClaims: false }, [aPod(0)], [[0, { requestedBytes: 1 }]])).toEqual([]);
  });

  it('grow though the pods are not well, as a full disk may be what ails them', () => {
    const ordered: Spec = { replicas: 2, podManagementPolicy: 'OrderedReady' };
    const claims: Parameters<typeof aClaim>[] = [[0], [1, { requestedBytes: 1 }]];
    expect(actionsFor(ordered, [aPod(0, 'stuck'), aPod(1, 'stuck')], claims)).toMatchObject([
      { name: 'data-web-1', storage: '1Gi' },
    ]);
  });
});

describe('claims of offline ordinals', () => {
  const spec: Spec = { replicas: 2, offline: offline(1) };
  const deleting: Spec = { ...spec, offlineVolumes: 'Delete' };

  it('are kept by default, whatever whenScaled says', () => {
    expect(actionsFor(spec, [aPod(0)], [[0], [1]])).toEqual([]);
    expect(actionsFor({ ...spec, ...retention('Retain', 'Delete') }, [aPod(0)], [[0], [1]])).toEqual([
      {
        kind: 'updateClaim',
        name: 'data-web-1',
        uid: 'data-web-1-uid',
        resourceVersion: '1',
        annotations: { [mark]: 'true' },
      },
    ]);
  });

  it('are marked before their pod is ended', () => {
    const set = aSet({ ...withClaims, ...spec, ...retention('Retain', 'Delete') });
    const claims = [aClaim(0), aClaim(1)];
    const decision = decideFor(set, { pods: [aPod(0), aPod(1)], claims });
    expect(told(decision)).toEqual(['updateClaim data-web-1', 'delete web-1: offline']);
    expect(decision.plan.lanes).toHaveLength(1);
  });

  it('follow whenDeleted like all others', () => {
    const actions = actionsFor({ ...spec, ...retention('Delete', 'Retain') }, [], [[1]]);
    expect(actions).toMatchObject([{ name: 'data-web-1', ownerReferences: [bySet] }]);
  });

  it('are deleted once the pod is gone if the strategy says so, those of no other ordinal', () => {
    expect(actionsFor(deleting, [aPod(0)], [[0], [1], [2]])).toEqual([
      { kind: 'deleteClaim', name: 'data-web-1', uid: 'data-web-1-uid', podToBeGone: 'web-1' },
    ]);
  });

  it('wait for a pod that is on its way out', () => {
    expect(actionsFor(deleting, [aPod(0), aPod(1, 'terminating')], [[0], [1]])).toEqual([]);
  });

  it('wait for a pod that was let go and uses them still', () => {
    const stranger = aPod(1, 'available', { ownerReferences: [], labels: {} });
    expect(actionsFor(deleting, [aPod(0), stranger], [[0], [1]])).toEqual([]);
  });

  it('that another controller manages are kept', () => {
    expect(actionsFor(deleting, [aPod(0)], [[1, { ownerReferences: [manager] }]])).toEqual([]);
  });
});

describe('claims of condemned ordinals', () => {
  const spec: Spec = { replicas: 1, ...retention('Delete', 'Delete') };
  const ours = { ownerReferences: [bySet] };

  it('go with their pod under whenScaled Delete', () => {
    expect(
      actionsFor(
        spec,
        [aPod(0), aPod(1)],
        [
          [0, ours],
          [1, ours],
        ],
      ),
    ).toEqual([
      {
        kind: 'updateClaim',
        name: 'data-web-1',
        uid: 'data-web-1-uid',
        resourceVersion: '1',
        ownerReferences: [controllerReference(podOwner({ name: 'web-1', uid: 'web-1-uid' }))],
      },
    ]);
  });

  it('are given to their pod before it is ended', () => {
    const set = aSet({ ...withClaims, ...spec });
    const claims = [aClaim(0, ours), aClaim(1, ours)];
    expect(told(decideFor(set, { pods: [aPod(0), aPod(1)], claims }))).toEqual([
      'updateClaim data-web-1',
      'delete web-1: scaledDown',
    ]);
  });

  it('are not touched in OrderedReady until their turn comes', () => {
    const ordered: Spec = { ...spec, podManagementPolicy: 'OrderedReady' };
    expect(
      actionsFor(
        ordered,
        [aPod(0, 'starting'), aPod(1)],
        [
          [0, ours],
          [1, ours],
        ],
      ),
    ).toEqual([]);
  });

  it('without a pod stay if an earlier policy retained them', () => {
    expect(actionsFor(spec, [aPod(0)], [[0, ours], [1]])).toEqual([]);
  });

  it('without a pod go if their ordinal was offline when the range was taken below it', () => {
    expect(
      actionsFor(
        spec,
        [aPod(0)],
        [
          [0, ours],
          [1, { ...ours, markedOffline: true }],
        ],
      ),
    ).toEqual([{ kind: 'deleteClaim', name: 'data-web-1', uid: 'data-web-1-uid', podToBeGone: 'web-1' }]);
  });

  it('lose the mark once the policy retains them', () => {
    const retaining: Spec = { replicas: 1 };
    expect(actionsFor(retaining, [aPod(0)], [[1, { markedOffline: true }]])).toMatchObject([
      { kind: 'updateClaim', annotations: { [mark]: null } },
    ]);
  });

  it('do not grow', () => {
    expect(actionsFor({ replicas: 1 }, [aPod(0)], [[1, { requestedBytes: 1 }]])).toEqual([]);
  });
});

it('claims of other sets and templates are none of ours', () => {
  const spec: Spec = { replicas: 1, offline: offline(0), offlineVolumes: 'Delete' };
  const claims = ['logs-web-0', 'data-web-x-0', 'data-web', 'data-web-00'].map(
    (name): Parameters<typeof aClaim> => [0, { name }],
  );
  expect(actionsFor(spec, [], claims)).toEqual([]);
});
