import type { ComponentRules } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';

/** A component that has every kind of rule, and a spec that it allows. For tests. */
export const exampleRules: readonly ComponentRules[] = [
  {
    component: 'example',
    title: 'Example',
    versions: ['1.0', '1.1', '2.0'],
    nodeTypes: [
      {
        name: 'leader',
        purpose: 'leads',
        minimum: 1,
        odd: true,
        voting: true,
        minimumVolumes: 0,
        minimumMemory: '256Mi',
        defaults: { cpu: '100m', memory: '1Gi', volumes: [] },
      },
      {
        name: 'store',
        purpose: 'stores',
        minimum: 2,
        voting: false,
        minimumVolumes: 1,
        minimumMemory: '512Mi',
        defaults: { cpu: '200m', memory: '2Gi', volumes: [{ name: 'data', size: '10Gi' }] },
      },
      {
        name: 'gate',
        purpose: 'answers',
        minimum: 0,
        maximum: 5,
        voting: false,
        minimumVolumes: 0,
        minimumMemory: '64Mi',
        defaults: { cpu: '50m', memory: '128Mi', volumes: [] },
      },
    ],
    exposed: 'gate',
    clientPort: 1234,
    clientScheme: 'http',
    forbiddenSettings: [
      { key: 'cluster.name', reason: 'the platform names it' },
      { key: 'disk.', reason: 'the platform mounts it' },
    ],
  },
];

const nodeTypes: [NodeType, NodeType, NodeType] = [
  { name: 'leader', replicas: 1 },
  { name: 'store', replicas: 2 },
  { name: 'gate', replicas: 1 },
];

export const exampleSpec: {
  readonly component: string;
  readonly version: string;
  readonly tenant: string;
  readonly nodeTypes: [NodeType, NodeType, NodeType];
} = { component: 'example', version: '1.1', tenant: 'shop', nodeTypes };
