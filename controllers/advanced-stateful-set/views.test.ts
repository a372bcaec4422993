import { describe, expect, it } from 'vitest';
import { advancedStatefulSetSchema } from '../../api/advanced-stateful-set.js';
import type { PersistentVolumeClaim, Pod } from '../../kubernetes/index.js';
import { podViewOf } from './pod-view.js';
import { revisionText } from './revision-data.js';
import { claimViewOf, revisionViewOf, setViewOf } from './views.js';

const metadata = { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1', generation: 2 };
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'web:1' }] },
};
const selector = { matchLabels: { app: 'web' } };
const ours = { apiVersion: 'statewright.io/v1alpha1', kind: 'AdvancedStatefulSet' };
const theirs = { apiVersion: 'apps/v1', kind: 'StatefulSet' };

describe('setViewOf', () => {
  const view = (spec: object, kind: typeof ours = ours) =>
    setViewOf(advancedStatefulSetSchema.parse({ metadata, spec: { selector, template, ...spec } }), kind);

  it('fills in what apps/v1 fills in', () => {
    expect(view({})).toMatchObject({
      name: 'web',
      generation: 2,
      terminating: false,
      problems: [],
      status: {},
      spec: {
        replicas: 1,
        start: 0,
        offline: [],
        offlineVolumes: 'Retain',
        volumeClaimTemplates: [],
        serviceName: '',
        podManagementPolicy: 'OrderedReady',
        update: { type: 'RollingUpdate', partition: 0, maxUnavailable: 1, podUpdatePolicy: 'ReCreate' },
        minReadySeconds: 0,
        revisionHistoryLimit: 10,
        retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        paused: false,
        growClaims: true,
      },
    });
  });

  it('reads ordinals, and takes a rolling update without settings for one with its defaults', () => {
    const { spec } = view({
      ordinals: { start: 3 },
      offlineStrategy: { podOrdinals: [5, '7-9'] },
      updateStrategy: { type: 'RollingUpdate' },
    });
    expect(spec.start).toBe(3);
    expect(spec.offline).toEqual([
      { first: 5, last: 5 },
      { first: 7, last: 9 },
    ]);
    expect(spec.update).toMatchObject({ partition: 0, maxUnavailable: 1 });
  });

  it('has a problem with ordinals that cannot be read', () => {
    const { problems } = view({ offlineStrategy: { podOrdinals: ['5-3'] } });
    expect(problems).toEqual([expect.stringContaining('spec.offlineStrategy.podOrdinals[0]')]);
  });

  it('leaves the claims of an apps/v1 set at their size', () => {
    expect(view({}, theirs)).toMatchObject({ kind: 'StatefulSet', spec: { growClaims: false } });
  });
});

describe('claimViewOf', () => {
  const claim = (rest: object, spec: PersistentVolumeClaim['spec'] = {}) =>
    claimViewOf({ metadata: { ...metadata, ...rest }, spec }, (name) => name === 'elastic');

  it('reads size, class and mark', () => {
    const annotations = { 'statewright.io/offline-ordinal': 'true' };
    const spec = { storageClassName: 'elastic', resources: { requests: { storage: '2Gi' } } };
    expect(claim({ annotations, deletionTimestamp: 'now' }, spec)).toMatchObject({
      requestedBytes: 2 ** 31,
      expandable: true,
      markedOffline: true,
      terminating: true,
    });
  });

  it('takes a claim without a class for one that cannot grow', () => {
    expect(claim({})).toMatchObject({ expandable: false, requestedBytes: undefined, markedOffline: false });
    expect(claim({}, { storageClassName: '' })).toMatchObject({ expandable: false });
    expect(claim({}, { storageClassName: 'stiff' })).toMatchObject({ expandable: false });
  });
});

it('revisionViewOf keeps the data as text that can be compared', () => {
  const data = { spec: { template: { $patch: 'replace', ...template } } };
  expect(revisionViewOf({ metadata, revision: 3, data })).toMatchObject({
    revision: 3,
    data: revisionText(template),
    orphan: true,
  });
});

describe('podViewOf', () => {
  const pod = (status: Pod['status'], rest: object = {}, spec: Partial<Pod['spec']> = {}) =>
    podViewOf({ metadata: { ...metadata, ...rest }, spec: { containers: [], ...spec }, status });
  const ready = (status: string, lastTransitionTime?: string) => ({
    conditions: [{ type: 'Ready', status, ...(lastTransitionTime && { lastTransitionTime }) }],
  });
  const start = { startTime: '2026-03-01T12:00:00Z' };

  it.each([
    ['a pod that is ready was ready', { ...ready('True') }, true],
    ['one without the condition never was', { phase: 'Running' }, false],
    [
      'one not ready since its start never was',
      { ...start, ...ready('False', '2026-03-01T12:00:01Z') },
      false,
    ],
    ['one not ready since later was', { ...start, ...ready('False', '2026-03-01T12:00:09Z') }, true],
    ['one that says no times may have been', { phase: 'Running', ...ready('False') }, true],
    ['one that says no times and is pending never was', { phase: 'Pending', ...ready('False') }, false],
  ])('%s', (_name, status, everReady) => {
    expect(pod(status).everReady).toBe(everReady);
  });

  const changedInPlace = { annotations: { 'statewright.io/in-place-update': '{"app":"c1"}' } };
  it.each([
    ['not since its image was changed in place', '2026-03-01T13:00:00Z', false],
    ['not while the changed container has not started', undefined, false],
    ['since its image was changed in place', '2026-03-01T12:59:00Z', true],
  ])('one was ready, %s', (_name, startedAt, everReady) => {
    const state = startedAt === undefined ? {} : { running: { startedAt } };
    const status = {
      ...start,
      ...ready('False', '2026-03-01T12:59:59Z'),
      containerStatuses: [{ name: 'app', ready: false, restartCount: 1, containerID: 'c2', state }],
    };
    expect(pod(status, changedInPlace).everReady).toBe(everReady);
  });

  const container = (containerID: string) => ({
    containerStatuses: [{ name: 'app', ready: true, restartCount: 0, containerID }],
  });
  const told = { annotations: { 'statewright.io/in-place-update': '{"app":"c1"}' } };
  const condition = (type: string, reason = 'x') => ({ conditions: [{ type, status: 'True', reason }] });
  it.each([
    ['that was never updated in place', {}, {}, 'settled'],
    ['that its machine cannot resize', condition('PodResizePending', 'Infeasible'), {}, 'infeasible'],
    ['whose resize is put off', condition('PodResizePending', 'Deferred'), {}, 'underWay'],
    ['that is being resized', condition('PodResizeInProgress'), {}, 'underWay'],
    ['whose container runs as before', container('c1'), told, 'underWay'],
    ['whose container was restarted', container('c2'), told, 'settled'],
    ['whose kubelet has not seen the spec', { observedGeneration: 1 }, {}, 'underWay'],
    ['whose kubelet has seen the spec', { observedGeneration: 2 }, {}, 'settled'],
  ] as const)('one %s', (_name, status, rest, inPlace) => {
    expect(pod(status, rest).inPlace).toBe(inPlace);
  });

  it('says why a pod is stuck, which claims it has and what runs in it', () => {
    const status = {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 3,
          containerID: 'c1',
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
        },
      ],
      ...ready('False', '2026-03-01T12:00:00Z'),
    };
    const volumes = [
      { name: 'data', persistentVolumeClaim: { claimName: 'data-web-0' } },
      { name: 'scratch', emptyDir: {} },
    ];
    expect(pod(status, {}, { volumes })).toMatchObject({
      phase: 'Running',
      ready: false,
      readyChangedAt: Date.parse('2026-03-01T12:00:00Z'),
      stuck: 'CrashLoopBackOff: container app: back-off',
      claims: { data: 'data-web-0' },
      containerIds: { app: 'c1' },
    });
  });
});
