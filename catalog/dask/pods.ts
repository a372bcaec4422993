import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import { parseQuantity } from '../../api/quantity.js';
import type { Container, EnvironmentVariable, PodTemplate, Probe } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { paths, volumePath } from './paths.js';
import { clientPort, httpPort, workerHttpPort, workerPort } from './rules.js';
import { memberPorts, schedulerHost } from './ports.js';

/** A worker gives its data away in the first of these, and ends in the rest. */
const secondsToLeave = 100;
const secondsToEnd = 120;

const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(nodeType) } },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      containers: [memberOf(cluster, nodeType)],
      volumes: [
        { name: names.given, configMap: { name: nodeTypeSetName(cluster.name, nodeType.name) } },
        { name: names.temporary, emptyDir: {} },
      ],
    },
  };
}

function memberOf(cluster: ClusterToRender, nodeType: NodeType): Container {
  const isScheduler = nodeType.name === 'scheduler';
  return {
    name: 'dask',
    ...memberContainer(cluster, nodeType, 'dask'),
    command: isScheduler ? schedulerCommand : workerCommand(cluster, nodeType),
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_IP', 'status.podIP'),
      ...environment(),
      ...(isScheduler ? [] : workerEnvironment(cluster)),
    ],
    ports: memberPorts(nodeType.name).map(({ name, port }) => ({ name, containerPort: port })),
    readinessProbe: probe,
    ...(!isScheduler && {
      lifecycle: { preStop: { exec: { command: ['python3', `${paths.given}/leave.py`] } } },
    }),
    volumeMounts: [
      { name: names.given, mountPath: paths.given, readOnly: true },
      { name: names.temporary, mountPath: paths.temporary },
      ...(nodeType.volumes ?? []).map((volume) => ({
        name: volume.name,
        mountPath: volumePath(volume.name),
      })),
    ],
  };
}

/** Whether tasks can be computed is asked of the scheduler. No liveness probe: a busy member must not be killed. */
const probe: Probe = {
  httpGet: { path: '/health', port: 'http' },
  periodSeconds: 5,
  failureThreshold: 3,
  timeoutSeconds: 3,
};

const schedulerCommand: readonly string[] = [
  ...['python3', '-m', 'distributed.cli.dask_scheduler', '--host', '$(POD_IP)', '--port', `${clientPort}`],
  ...['--dashboard-address', `$(POD_IP):${httpPort}`],
];

/**
 * One process a pod, without Dask's nanny: Kubernetes starts it again. It may use all of the pod's memory by its own count, and
 * spills and pauses well before (`distributed.worker.memory`).
 */
function workerCommand(cluster: ClusterToRender, { resources, volumes = [] }: NodeType): readonly string[] {
  const threads = Math.max(1, Math.floor(parseQuantity(resources?.cpu ?? '1') ?? 1));
  const [spill] = volumes;
  return [
    ...['python3', '-m', 'distributed.cli.dask_worker', `tcp://${schedulerHost(cluster)}:${clientPort}`],
    ...['--name', '$(POD_NAME)', '--host', '$(POD_IP)', '--worker-port', `${workerPort}`, '--no-nanny'],
    ...['--dashboard-address', `$(POD_IP):${workerHttpPort}`, '--nthreads', `${threads}`],
    ...['--memory-limit', `${parseQuantity(resources?.memory ?? '') ?? 'auto'}`],
    ...['--local-directory', spill === undefined ? paths.temporary : volumePath(spill.name)],
  ];
}

function environment(): readonly EnvironmentVariable[] {
  return [
    { name: 'DASK_CONFIG', value: paths.given },
    { name: 'HOME', value: paths.temporary },
    { name: 'PYTHONPATH', value: `${paths.given}:${paths.packages}` },
    { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
  ];
}

/** The first two are what a nanny would set: freed memory is given back, and each task has one thread. */
function workerEnvironment(cluster: ClusterToRender): readonly EnvironmentVariable[] {
  return [
    { name: 'MALLOC_TRIM_THRESHOLD_', value: '65536' },
    ...['OMP', 'MKL', 'OPENBLAS'].map((library) => ({ name: `${library}_NUM_THREADS`, value: '1' })),
    { name: 'SCHEDULER_HOST', value: schedulerHost(cluster) },
    { name: 'SCHEDULER_HTTP_PORT', value: `${httpPort}` },
    { name: 'LEAVE_SECONDS', value: `${secondsToLeave}` },
  ];
}
