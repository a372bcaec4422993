/** A pod or machine that KWOK leads to its next state as soon as the selector matches. */
interface Stage {
  readonly name: string;
  readonly kind: 'Node' | 'Pod';
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
  readonly next: Readonly<Record<string, unknown>>;
}

const deletionTimestamp = '.metadata.deletionTimestamp';

/**
 * Machines are ready from the start and for good: nobody here looks for heartbeats. Pods are ready as soon as they have
 * a machine, and gone as soon as their end is asked for, so that what takes time is the controller and the control plane.
 */
const stages: readonly Stage[] = [
  {
    name: 'node-initialize',
    kind: 'Node',
    matchExpressions: [{ key: '.status.phase', operator: 'NotIn', values: ['Running'] }],
    next: {
      statusTemplate: `
conditions:
- type: Ready
  status: "True"
  reason: Simulated
  lastHeartbeatTime: {{ Now | Quote }}
  lastTransitionTime: {{ Now | Quote }}
phase: Running
`,
    },
  },
  {
    name: 'pod-ready',
    kind: 'Pod',
    matchExpressions: [
      { key: deletionTimestamp, operator: 'DoesNotExist' },
      { key: '.status.phase', operator: 'NotIn', values: ['Running'] },
    ],
    next: {
      statusTemplate: `
{{ $now := Now | Quote }}
phase: Running
startTime: {{ $now }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type }}
  status: "True"
  lastTransitionTime: {{ $now }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now }}
{{ end }}
`,
    },
  },
  {
    name: 'pod-delete',
    kind: 'Pod',
    matchExpressions: [{ key: deletionTimestamp, operator: 'Exists' }],
    next: { finalizers: { empty: true }, delete: true },
  },
];

/** KWOK reads a file of YAML documents, of which JSON is one form. */
export function kwokConfig(): string {
  const documents = [
    {
      apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
      kind: 'KwokConfiguration',
      options: { podPlayStageParallelism: 32 },
    },
    ...stages.map(({ name, kind, matchExpressions, next }) => ({
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'Stage',
      metadata: { name },
      spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, next },
    })),
  ];
  return documents.map((document) => JSON.stringify(document)).join('\n---\n');
}
