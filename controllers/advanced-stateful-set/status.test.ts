import { describe, expect, it } from 'vitest';
import type { Condition } from '../../api/object-meta.js';
import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import type { SetSpecView } from './model.js';
import {
  aPod,
  aRevision,
  aSet,
  bothRevisions,
  decideFor,
  offline,
  revision,
  update,
} from './observation.fixture.js';

const conditionOf = (status: AdvancedStatefulSetStatus, type: string): Condition | undefined =>
  status.conditions?.find((condition) => condition.type === type);
const old = (ordinal: number) => aPod(ordinal, 'available', { age: 'old' });

describe('the status', () => {
  it('counts all pods of the set, and of revisions those that stay', () => {
    const set = aSet(
      { replicas: 5, offline: offline(3), minReadySeconds: 30 },
      { status: { currentRevision: revision.old } },
    );
    const pods = [old(0), aPod(1, 'fresh'), aPod(2, 'starting'), aPod(3, 'terminating'), aPod(7)];
    const { status } = decideFor(set, { pods, revisions: bothRevisions });
    expect(status).toMatchObject({
      observedGeneration: 7,
      replicas: 5,
      wanted: 4,
      offline: [3],
      outOfRange: [],
      readyReplicas: 4,
      availableReplicas: 3,
      currentReplicas: 1,
      updatedReplicas: 3,
      currentRevision: revision.old,
      updateRevision: revision.new,
      collisionCount: 0,
      selector: 'app=web',
    });
  });

  it('lists entries out of range apart', () => {
    const { status } = decideFor(aSet({ replicas: 3, offline: offline(1, 4, 5) }));
    expect(status).toMatchObject({ wanted: 2, offline: [1], outOfRange: ['4-5'] });
  });

  const rolling = (spec: Partial<SetSpecView> = {}) =>
    aSet(spec, { status: { currentRevision: revision.old } });
  it.each([
    ['when every wanted pod is updated and ready', rolling(), [aPod(0), aPod(1), aPod(2)], 'new'],
    [
      'though a pod of an offline ordinal is still going',
      rolling({ offline: offline(2) }),
      [aPod(0), aPod(1), old(2)],
      'new',
    ],
    ['not while a pod is missing', rolling(), [aPod(0), aPod(1)], 'old'],
    ['not while a pod is not ready', rolling(), [aPod(0), aPod(1), aPod(2, 'recovering')], 'old'],
    ['not while a pod is updated in place', rolling(), [aPod(0), aPod(1), aPod(2, 'updatingInPlace')], 'old'],
    ['not while a pod is outdated', rolling(), [old(0), aPod(1), aPod(2)], 'old'],
    ['not while a pod is condemned', rolling({ replicas: 2 }), [aPod(0), aPod(1), aPod(2)], 'old'],
    [
      'not with OnDelete',
      rolling({ update: update({ type: 'OnDelete' }) }),
      [aPod(0), aPod(1), aPod(2)],
      'old',
    ],
  ] as const)('moves the current revision on %s', (_name, set, pods, age) => {
    const { status } = decideFor(set, { pods, revisions: bothRevisions });
    expect(status.currentRevision).toBe(revision[age]);
  });

  it('says whether it differs from what stands, whatever the server leaves out', () => {
    const set = aSet({ replicas: 1 });
    const first = decideFor(set, { pods: [aPod(0)] });
    expect(first.statusChanged).toBe(true);
    const stored = Object.entries(first.status).filter(
      ([field]) => !['collisionCount', 'offline'].includes(field),
    );
    const standing = aSet({ replicas: 1 }, { status: Object.fromEntries(stored) });
    expect(decideFor(standing, { pods: [aPod(0)] }).statusChanged).toBe(false);
    expect(decideFor(standing, { pods: [aPod(0, 'starting')] }).statusChanged).toBe(true);
  });

  it('of an apps/v1 set has the fields of apps/v1 alone', () => {
    const set = aSet({ replicas: 1 }, { apiVersion: 'apps/v1', kind: 'StatefulSet' });
    const { status } = decideFor(set, { pods: [aPod(0)] });
    expect(status).toEqual({
      observedGeneration: 7,
      replicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      currentReplicas: 1,
      updatedReplicas: 1,
      currentRevision: revision.new,
      updateRevision: revision.new,
      collisionCount: 0,
    });
    expect(decideFor({ ...set, status }, { pods: [aPod(0)] }).statusChanged).toBe(false);
  });
});

describe('a set that is not to be acted on', () => {
  const pods = [aPod(0, 'failed'), aPod(5)];
  const standing = { currentRevision: revision.old, updateRevision: revision.old };
  it.each([
    ['paused', aSet({ paused: true }, { status: standing })],
    ['being deleted', aSet({}, { terminating: true, status: standing })],
  ])('because it is %s gets its status and nothing else', (_name, set) => {
    const { plan, status } = decideFor(set, { pods, revisions: [aRevision('old', 1)] });
    expect(plan).toEqual({ first: [], lanes: [], last: [] });
    expect(status).toMatchObject({ replicas: 2, ...standing });
  });

  it('because its spec is invalid keeps its counts and says why', () => {
    const set = aSet({}, { problems: ['what is wrong'], status: { replicas: 3 } });
    const { plan, status } = decideFor(set, { pods });
    expect(plan).toEqual({ first: [], lanes: [], last: [] });
    expect(status).toMatchObject({ replicas: 3, observedGeneration: 7 });
    expect(conditionOf(status, 'Degraded')).toMatchObject({
      status: 'True',
      reason: 'InvalidSpec',
      message: 'what is wrong',
    });
  });
});

describe('the condition', () => {
  const all = [aPod(0), aPod(1), aPod(2)];
  const paused = aSet({ paused: true });
  const rows = [
    ['Available', aSet(), all, 'True', 'AllAvailable'],
    ['Available', aSet(), [aPod(0)], 'False', 'PodsUnavailable'],
    ['Available', aSet({ offline: offline(0, 1, 2) }), [], 'True', 'NoPodWanted'],
    ['Progressing', aSet({}, { terminating: true }), all, 'True', 'Deleting'],
    ['Progressing', paused, [], 'False', 'Paused'],
    ['Progressing', aSet({ offline: offline(0) }), all, 'True', 'TakingOffline'],
    ['Progressing', aSet({ replicas: 2 }), all, 'True', 'ScalingDown'],
    ['Progressing', aSet(), [aPod(0)], 'True', 'CreatingPods'],
    ['Progressing', aSet(), [aPod(0), old(1), aPod(2)], 'True', 'Updating'],
    ['Progressing', aSet(), [aPod(0), aPod(1), aPod(2, 'starting')], 'True', 'WaitingForPods'],
    [
      'Progressing',
      aSet({ update: update({ type: 'OnDelete' }) }),
      [aPod(0), old(1), aPod(2)],
      'False',
      'UpdatesOnDelete',
    ],
    [
      'Progressing',
      aSet({ update: update({ partition: 1 }) }),
      [old(0), aPod(1), aPod(2)],
      'False',
      'Complete',
    ],
    ['Progressing', aSet(), all, 'False', 'Complete'],
    ['Degraded', aSet(), all, 'False', 'AsExpected'],
    ['Degraded', aSet(), [aPod(0, 'stuck')], 'True', 'PodStuck'],
    ['Paused', paused, all, 'True', 'Paused'],
    ['Paused', aSet(), all, 'False', 'NotPaused'],
  ] as const;
  it.each(rows)('%s', (type, set, pods, status, reason) => {
    const decision = decideFor(set, { pods, revisions: bothRevisions });
    expect(conditionOf(decision.status, type)).toMatchObject({ status, reason, observedGeneration: 7 });
  });

  it('Degraded names the pods that are stuck and why, three at most', () => {
    const pods = [3, 2, 1, 0].map((ordinal) => aPod(ordinal, 'stuck', { stuck: 'ErrImagePull' }));
    const { status } = decideFor(aSet({ replicas: 4 }), { pods });
    expect(conditionOf(status, 'Degraded')?.message).toBe(
      'web-0: ErrImagePull web-1: ErrImagePull web-2: ErrImagePull and 1 more',
    );
  });

  it('Degraded names other sets that select the same pods, and a warning says the same', () => {
    const { status, notices } = decideFor(aSet(), { pods: all, overlapping: ['StatefulSet/web2'] });
    expect(conditionOf(status, 'Degraded')).toMatchObject({
      reason: 'SelectorOverlap',
      message: 'The selector also selects pods of StatefulSet/web2.',
    });
    expect(notices).toMatchObject([{ type: 'Warning', reason: 'SelectorOverlap' }]);
  });

  it('keeps its time while its status stays', () => {
    const before = {
      type: 'Available',
      status: 'True',
      reason: 'x',
      message: 'y',
      lastTransitionTime: 'then',
    } as const;
    const set = aSet({}, { status: { conditions: [before] } });
    expect(conditionOf(decideFor(set, { pods: all }).status, 'Available')?.lastTransitionTime).toBe('then');
    expect(conditionOf(decideFor(set).status, 'Available')?.lastTransitionTime).toBe('2026-03-01T12:00:00Z');
  });
});
