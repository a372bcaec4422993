import { describe, expect, it } from 'vitest';
import type { DistributedCluster } from '../../api/distributed-cluster.js';
import type { CachedPod, CachedSet } from './cache.js';
import { decide, notifyReason, type Observation } from './decide.js';

const meta = { uid: 'u', resourceVersion: '1', namespace: 'default' };
const spec: DistributedCluster['spec'] = {
  component: 'opensearch',
  version: '2.19.1',
  tenant: 'search',
  nodeTypes: [
    { name: 'master', replicas: 1 },
    { name: 'data', replicas: 2 },
  ],
};

interface Shape {
  readonly generation?: number;
  readonly observed?: number;
  readonly deleting?: boolean;
  readonly held?: boolean;
}

const cluster = ({
  generation = 1,
  observed = 1,
  deleting = false,
  held = true,
}: Shape = {}): DistributedCluster => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: {
    ...meta,
    name: 'logs',
    generation,
    ...(held && { finalizers: ['statewright.io/cluster'] }),
    ...(deleting && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
  },
  spec,
  status: { observedGeneration: observed },
});

type SeenSet = Pick<CachedSet, 'going' | 'status'>;
type SeenPod = Pick<CachedPod, 'metadata' | 'status'>;

const set = (name: string, ready: number, replicas = ready, going = false): [string, SeenSet] => [
  name,
  {
    going,
    status: {
      observedGeneration: 1,
      replicas,
      readyReplicas: ready,
      currentRevision: 'a',
      updateRevision: 'a',
    },
  },
];
const bothSets = new Map([set('logs-master', 1), set('logs-data', 2)]);
const healthy = { state: 'Healthy', summary: 'green, 3 members', joined: 3 } as const;

const pod = (name: string, waiting?: string): SeenPod => ({
  metadata: { name },
  status: {
    containerStatuses: [
      {
        name: 'opensearch',
        ready: waiting === undefined,
        restartCount: 0,
        state:
          waiting === undefined ? { running: {} } : { waiting: { reason: waiting, message: 'see there' } },
      },
    ],
    conditions: [{ type: 'Ready', status: waiting === undefined ? 'True' : 'False' }],
  },
});

describe('notifyReason follows its table', () => {
  const rows: readonly [string, Shape, ReadonlyMap<string, SeenSet>, string | undefined][] = [
    ['deletion asked for, held by us', { deleting: true }, bothSets, 'deletion requested'],
    ['deletion asked for, released', { deleting: true, held: false }, bothSets, undefined],
    ['a spec that is not in place', { generation: 2 }, bothSets, 'spec changed'],
    ['a cluster nobody has seen', { observed: 0 }, new Map(), 'spec changed'],
    ['a set that somebody deleted', {}, new Map([set('logs-master', 1)]), 'set of data missing'],
    ['a cluster at rest', {}, bothSets, undefined],
  ];
  it.each(rows)('%s', (_name, shape, sets, reason) => {
    expect(notifyReason({ cluster: cluster(shape), sets })).toBe(reason);
  });

  it('counts a set that is being deleted as missing', () => {
    const sets = new Map([set('logs-master', 1), set('logs-data', 2, 2, true)]);
    expect(notifyReason({ cluster: cluster(), sets })).toBe('set of data missing');
  });
});

describe('decide', () => {
  const finding = (observation: Partial<Observation>, type: string) =>
    decide({ cluster: cluster(), sets: bothSets, pods: [], health: healthy, ...observation }).findings.find(
      (it) => it.type === type,
    );

  it('counts members of each node type', () => {
    const sets = new Map([set('logs-master', 1), set('logs-data', 1, 2)]);
    const { nodeTypes } = decide({ cluster: cluster(), sets, pods: [], health: healthy });
    expect(nodeTypes).toEqual([
      { name: 'master', wanted: 1, ready: 1, updated: 1 },
      { name: 'data', wanted: 2, ready: 1, updated: 2 },
    ]);
  });

  it.each([
    ['all members answer and the system is well', {}, 'True', 'Healthy'],
    ['the system is red', { health: { ...healthy, state: 'Unhealthy' as const } }, 'False', 'Unhealthy'],
    ['a member does not answer', { sets: new Map([set('logs-master', 1)]) }, 'False', 'MembersNotReady'],
    ['nobody has asked the system', { health: undefined }, 'Unknown', 'HealthUnknown'],
  ])('says of availability when %s', (_name, observation, status, reason) => {
    expect(finding(observation, 'Available')).toMatchObject({ status, reason });
  });

  it("shows a pod that cannot start with the pod's own reason", () => {
    const pods = [pod('logs-data-0'), pod('logs-data-1', 'ErrImageNeverPull')];
    expect(finding({ pods }, 'Stuck')).toEqual({
      type: 'Stuck',
      status: 'True',
      reason: 'ErrImageNeverPull',
      message: 'logs-data-1: ErrImageNeverPull: container opensearch: see there',
    });
  });

  it('does not call an ordinary start stuck', () => {
    expect(finding({ pods: [pod('logs-data-0', 'ContainerCreating')] }, 'Stuck')).toMatchObject({
      status: 'False',
    });
  });
});
