import type { DistributedCluster } from '../../../api/distributed-cluster.js';
import type { PodDescription } from '../../description/pod.js';
import type { ClusterSighting } from '../../observe.js';

export const cluster: DistributedCluster = {
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: {
    name: 'logs',
    namespace: 'search',
    uid: 'u1',
    resourceVersion: '7',
    generation: 2,
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: {
    component: 'opensearch',
    version: '2.19.1',
    tenant: 'web',
    nodeTypes: [
      { name: 'master', replicas: 1 },
      { name: 'data', replicas: 2 },
    ],
  },
  status: { phase: 'Provisioning', message: 'Members of data', observedGeneration: 1 },
};

export const podReady: PodDescription = {
  name: 'logs-master-0',
  uid: 'p0',
  nodeType: 'master',
  machine: 'machine-1',
  ip: '10.0.0.7',
  ready: true,
  containers: '1/1',
  restarts: 0,
  createdAt: '2026-01-01T00:00:00Z',
  events: [],
};

export const podStuck: PodDescription = {
  ...podReady,
  name: 'logs-data-0',
  uid: 'p1',
  nodeType: 'data',
  ip: '',
  ready: false,
  containers: '0/1',
  reason: { reason: 'ErrImagePull', message: 'container opensearch:\nnot found', stuck: true },
};

export const sighting: ClusterSighting = {
  key: { namespace: 'search', name: 'logs' },
  presence: 'present',
  cluster,
  pods: [podReady, podStuck],
  progress: {
    phase: 'Provisioning',
    generation: 2,
    message: 'Members of data: 0 of 2 ready',
    steps: [
      { name: 'Hold the cluster', state: 'Done', detail: '', startedAt: 1_000, finishedAt: 2_000 },
      { name: 'Members of data', state: 'Running', detail: '0 of 2 ready', startedAt: 2_000 },
      { name: 'Health by the system itself', state: 'Pending', detail: '' },
    ],
  },
  unanswered: [],
};
