import { describe, expect, it } from 'vitest';
import {
  aClaim,
  aPod,
  aSet,
  bothRevisions,
  dataTemplate,
  decideFor,
  offline,
  revision,
  secondsAgo,
  told,
  update,
  type PodCondition,
} from './observation.fixture.js';
import { controllerReference, podOwner } from './owners.js';

const messageOf = (decision: ReturnType<typeof decideFor>, type: string) =>
  decision.status.conditions?.find((condition) => condition.type === type)?.message;

describe('OrderedReady', () => {
  it('makes the first pod and waits', () => {
    const decision = decideFor(aSet());
    expect(told(decision)).toEqual(['create web-0']);
    expect(messageOf(decision, 'Progressing')).toBe(
      '3 of 3 pods do not exist yet; waits for web-0 to become ready.',
    );
  });

  it('makes the next pod once all before it are available', () => {
    expect(told(decideFor(aSet(), { pods: [aPod(0), aPod(1)] }))).toEqual(['create web-2']);
  });

  it('fills a gap before it goes on', () => {
    expect(told(decideFor(aSet({ replicas: 4 }), { pods: [aPod(0), aPod(2)] }))).toEqual(['create web-1']);
  });

  it('skips offline ordinals and waits for none, not even for one whose pod is still there', () => {
    const set = aSet({ replicas: 4, offline: offline(0, 2) });
    expect(told(decideFor(set))).toEqual(['create web-1']);
    expect(told(decideFor(set, { pods: [aPod(1), aPod(2, 'terminating')] }))).toEqual(['create web-3']);
  });

  const waiting: readonly [PodCondition, string][] = [
    ['pending', 'web-0 to become ready'],
    ['starting', 'web-0 to become ready'],
    ['recovering', 'web-0 to become ready'],
    ['stuck', 'web-0 to become ready'],
    ['terminating', 'web-0 to be gone'],
    ['updatingInPlace', 'web-0 to be updated in place'],
  ];
  it.each(waiting)('waits for a pod that is %s', (condition, clause) => {
    const decision = decideFor(aSet(), { pods: [aPod(0, condition)] });
    expect(told(decision)).toEqual([]);
    expect(messageOf(decision, 'Progressing')).toContain(`waits for ${clause}.`);
  });

  it('waits until a pod has been ready for minReadySeconds, and looks again when it will have been', () => {
    const set = aSet({ minReadySeconds: 30 });
    const decision = decideFor(set, { pods: [aPod(0, 'fresh')] });
    expect(told(decision)).toEqual([]);
    expect(decision.requeueAfterMs).toBe(25_000);
    expect(told(decideFor(set, { pods: [aPod(0, 'fresh', { readyChangedAt: secondsAgo(30) })] }))).toEqual([
      'create web-1',
    ]);
  });

  it.each(['failed', 'succeeded'] as const)('replaces a pod that has %s and waits', (condition) => {
    expect(told(decideFor(aSet(), { pods: [aPod(0, condition), aPod(1, condition)] }))).toEqual([
      'delete web-0: ended',
    ]);
    expect(told(decideFor(aSet(), { pods: [aPod(0, condition, { terminating: true })] }))).toEqual([]);
  });

  it.each(['pending', 'starting', 'stuck', 'hopeless', 'updatingInPlace'] as const)(
    'replaces a pod of a faulty revision that is %s, without anybody deleting it by hand',
    (condition) => {
      const seen = { revisions: bothRevisions, pods: [aPod(0, condition, { age: 'old' })] };
      expect(told(decideFor(aSet(), seen))).toEqual(['delete web-0: faulty']);
    },
  );

  it('does not replace a pod of an old revision that may recover, or that is updated only when deleted', () => {
    const recovering = [aPod(0, 'recovering', { age: 'old' })];
    const decision = decideFor(aSet(), { revisions: bothRevisions, pods: recovering });
    expect(told(decision)).toEqual([]);
    expect(decision.requeueAfterMs).toBe(540_000);
    const onDelete = aSet({ update: update({ type: 'OnDelete' }) });
    const stuck = [aPod(0, 'stuck', { age: 'old' })];
    expect(told(decideFor(onDelete, { revisions: bothRevisions, pods: stuck }))).toEqual([]);
  });

  it('does not replace a pod below the partition that is of the current revision', () => {
    const set = aSet({ update: update({ partition: 1 }) }, { status: { currentRevision: revision.old } });
    const pods = [aPod(0, 'stuck', { age: 'old' })];
    expect(told(decideFor(set, { revisions: bothRevisions, pods }))).toEqual([]);
  });
});

describe('Parallel', () => {
  const parallel = aSet({ podManagementPolicy: 'Parallel', offline: offline(1) });

  it('makes all pods at once, each in a lane of its own, and none for offline ordinals', () => {
    const decision = decideFor(parallel);
    expect(told(decision)).toEqual(['create web-0', 'create web-2']);
    expect(decision.plan.lanes).toHaveLength(2);
  });

  it('waits for nobody', () => {
    const pods = [aPod(0, 'stuck')];
    expect(told(decideFor(parallel, { pods }))).toEqual(['create web-2']);
  });

  it('replaces all pods that have ended', () => {
    expect(told(decideFor(parallel, { pods: [aPod(0, 'failed'), aPod(2, 'succeeded')] }))).toEqual([
      'delete web-0: ended',
      'delete web-2: ended',
    ]);
  });

  it('makes no more than its share in one decision, and goes on at once', () => {
    const decision = decideFor(aSet({ podManagementPolicy: 'Parallel', replicas: 1_200 }));
    expect(told(decision)).toHaveLength(500);
    expect(decision.requeueAfterMs).toBe(0);
  });
});

describe('a new pod', () => {
  const rolling = (partition: number, type: 'RollingUpdate' | 'OnDelete' = 'RollingUpdate') =>
    aSet(
      { podManagementPolicy: 'Parallel', start: 5, update: update({ partition, type }) },
      { status: { currentRevision: revision.old } },
    );
  const made = (set: ReturnType<typeof aSet>) =>
    decideFor(set, { revisions: bothRevisions })
      .plan.lanes.flat()
      .map((action) =>
        action.kind === 'createPod'
          ? [action.name, action.manifest.metadata.labels, action.manifest.spec]
          : [],
      );
  const of = (age: 'old' | 'new'): unknown =>
    expect.objectContaining({ 'controller-revision-hash': revision[age] });
  const running = (image: string): unknown =>
    expect.objectContaining({ containers: [{ name: 'app', image }] });

  it('is of the current revision below the partition, counted from the first ordinal', () => {
    expect(made(rolling(1))).toEqual([
      ['web-5', of('old'), running('web:0')],
      ['web-6', of('new'), running('web:1')],
      ['web-7', of('new'), running('web:1')],
    ]);
  });

  it('is of the update revision when pods are updated on deletion', () => {
    expect(made(rolling(2, 'OnDelete'))).toEqual([
      ['web-5', of('new'), running('web:1')],
      ['web-6', of('new'), running('web:1')],
      ['web-7', of('new'), running('web:1')],
    ]);
  });

  it('bears the address of its ordinal', () => {
    const set = aSet(
      { podManagementPolicy: 'Parallel' },
      { annotations: { 'statewright.io/ordinal-ips': '1=10.1.0.11' } },
    );
    const annotations = decideFor(set)
      .plan.lanes.flat()
      .map((action) => action.kind === 'createPod' && action.manifest.metadata.annotations);
    expect(annotations).toEqual([undefined, { 'statewright.io/ip': '10.1.0.11' }, undefined]);
  });

  it('bears the addresses of two families as a pod names them', () => {
    const set = aSet(
      { replicas: 1 },
      { annotations: { 'statewright.io/ordinal-ips': '0=FD00::1+10.1.0.1' } },
    );
    const [action] = decideFor(set).plan.lanes.flat();
    expect(action?.kind === 'createPod' && action.manifest.metadata.annotations).toEqual({
      'statewright.io/ip': '10.1.0.1,fd00::1',
    });
  });

  it('waits if it is not clear which address it is to have, and keeps none of the others waiting', () => {
    const set = aSet(
      { podManagementPolicy: 'Parallel' },
      { annotations: { 'statewright.io/ordinal-ips': '0=10.1.0.10,1=10.1.0.300,none' } },
    );
    const decision = decideFor(set);
    expect(told(decision)).toEqual(['create web-0', 'create web-2']);
    expect(decision.notices).toEqual([
      expect.objectContaining({ type: 'Warning', reason: 'OrdinalAddressesMalformed' }),
    ]);
    expect(messageOf(decision, 'Degraded')).toContain(
      'ordinal 1: "10.1.0.300" is not an IP address; "none" is not of the form 0=10.1.0.10.',
    );
    expect(told(decideFor(set, { pods: [aPod(0), aPod(1), aPod(2)] }))).toEqual([]);
  });

  it('is of the same revision whatever the addresses, so that none restarts because of them', () => {
    const set = aSet({}, { annotations: { 'statewright.io/ordinal-ips': '0=10.1.0.10,1=10.1.0.11' } });
    const decision = decideFor(set, { pods: [aPod(0), aPod(1), aPod(2)] });
    expect(told(decision)).toEqual([]);
    expect(decision.plan.first).toEqual([]);
  });
});

describe('claims', () => {
  const set = aSet({ replicas: 2, volumeClaimTemplates: [dataTemplate], podManagementPolicy: 'Parallel' });

  it('are made before their pod', () => {
    const decision = decideFor(set, { claims: [aClaim(1)] });
    expect(told(decision)).toEqual(['createClaim data-web-0', 'create web-0', 'create web-1']);
    expect(decision.plan.lanes[0]).toHaveLength(2);
  });

  it('are made with the labels of the selector, and with the owner that whenDeleted calls for', () => {
    const template = { ...dataTemplate, metadata: { name: 'data', labels: { disk: 'fast', app: 'x' } } };
    const owned = aSet({
      ...set.spec,
      volumeClaimTemplates: [template],
      retention: { whenDeleted: 'Delete', whenScaled: 'Delete' },
    });
    expect(decideFor(owned).plan.lanes[0]?.[0]).toEqual({
      kind: 'createClaim',
      name: 'data-web-0',
      manifest: {
        metadata: {
          name: 'data-web-0',
          namespace: 'shop',
          labels: { disk: 'fast', app: 'web' },
          ownerReferences: [expect.objectContaining({ uid: 'set-uid', controller: true })],
        },
        spec: dataTemplate.spec,
      },
    });
  });

  it('that are missing are made for a pod that waits for them', () => {
    const pods = [aPod(0, 'pending'), aPod(1, 'starting')];
    expect(told(decideFor(set, { pods }))).toEqual(['createClaim data-web-0']);
  });

  it('that are being deleted hold up their pod and no other, with a warning', () => {
    const decision = decideFor(set, { claims: [aClaim(0, { terminating: true }), aClaim(1)] });
    expect(told(decision)).toEqual(['create web-1']);
    expect(decision.notices).toEqual([
      {
        type: 'Warning',
        reason: 'ClaimTerminating',
        action: 'Create',
        note: 'Pod web-0 waits: its claim data-web-0 is being deleted.',
      },
    ]);
  });

  it('that are being deleted hold up all pods after theirs in OrderedReady', () => {
    const ordered = aSet({ ...set.spec, podManagementPolicy: 'OrderedReady' });
    const claims = [aClaim(0, { terminating: true }), aClaim(1)];
    expect(told(decideFor(ordered, { claims }))).toEqual([]);
    expect(told(decideFor(ordered, { claims, pods: [aPod(0, 'pending')] }))).toEqual([]);
  });

  it.each(['Retain', 'Delete'] as const)(
    'that a former pod owns hold up their pod with whenScaled %s',
    (whenScaled) => {
      const former = [controllerReference(podOwner({ name: 'web-0', uid: 'former' }))];
      const scaled = aSet({ ...set.spec, retention: { whenDeleted: 'Retain', whenScaled } });
      const decision = decideFor(scaled, { claims: [aClaim(0, { ownerReferences: former }), aClaim(1)] });
      expect(told(decision)).toEqual(['create web-1']);
      expect(decision.notices).toMatchObject([{ reason: 'ClaimStale' }]);
    },
  );
});

describe('a pod that exists', () => {
  it('under the name of a member without being one holds the member up, with a warning', () => {
    const pods = [aPod(0, 'available', { ownerReferences: [], labels: {} })];
    const decision = decideFor(aSet(), { pods });
    expect(told(decision)).toEqual([]);
    expect(decision.notices).toMatchObject([{ reason: 'NameTaken' }]);
  });

  it('is adopted before anything else is done to it', () => {
    const pods = [aPod(0, 'failed', { ownerReferences: [] })];
    const decision = decideFor(aSet({ replicas: 1 }), { pods });
    expect(told(decision)).toEqual(['adoptPod web-0', 'delete web-0: ended']);
    expect(decision.plan.lanes).toHaveLength(1);
  });

  it('gets its labels back', () => {
    const labels = { app: 'web', 'controller-revision-hash': revision.new };
    const { plan } = decideFor(aSet({ replicas: 1 }), { pods: [aPod(0, 'available', { labels })] });
    expect(plan.lanes.flat()).toEqual([
      {
        kind: 'relabelPod',
        name: 'web-0',
        uid: 'web-0-uid',
        labels: { 'statefulset.kubernetes.io/pod-name': 'web-0', 'apps.kubernetes.io/pod-index': '0' },
      },
    ]);
  });

  it('with other volumes than the set asks for is told of and left running', () => {
    const set = aSet({ replicas: 1, volumeClaimTemplates: [dataTemplate] });
    const decision = decideFor(set, { pods: [aPod(0, 'available', { claims: {} })], claims: [aClaim(0)] });
    expect(told(decision)).toEqual([]);
    expect(decision.notices).toMatchObject([{ reason: 'StorageDiffers' }]);
  });
});

it('the same observation gives the same decision', () => {
  const set = aSet({ podManagementPolicy: 'Parallel', offline: offline(1) });
  const seen = { pods: [aPod(0, 'failed'), aPod(1)], revisions: bothRevisions };
  expect(decideFor(set, seen)).toEqual(decideFor(set, seen));
});
