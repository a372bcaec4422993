import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group } from '../../api/names.js';
import type { Container, EnvironmentVariable, PodTemplate, Probe, Volume } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { accountName, passwordsName, patroniLabel, scope, type passwordKeys } from './names.js';
import { dataDirectory, paths, volumePath } from './paths.js';
import { clientPort, patroniPort } from './rules.js';
import { startScript } from './start-script.js';

/** Long enough for a primary's last checkpoint, and for a standby to have received all of it. */
const secondsToEnd = 120;

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = {
  given: 'statewright-configuration-given',
  temporary: 'statewright-temporary-files',
  shared: 'statewright-shared-memory',
} as const;

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  const volumes: Volume[] = [
    { name: names.given, configMap: { name: scope(cluster) } },
    { name: names.temporary, emptyDir: {} },
    // Parallel queries need more of it than the 64 MiB that runtimes give.
    { name: names.shared, emptyDir: { medium: 'Memory' } },
  ];
  return {
    metadata: {
      annotations: { [`${group}/configuration-hash`]: configurationHash(cluster, nodeType) },
      labels: { [patroniLabel.scope]: scope(cluster) },
    },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      serviceAccountName: accountName(cluster),
      automountServiceAccountToken: true,
      containers: [serverContainer(cluster, nodeType)],
      volumes,
    },
  };
}

function serverContainer(cluster: ClusterToRender, nodeType: NodeType): Container {
  const { image, imagePullPolicy, ...contained } = memberContainer(cluster, nodeType, 'postgresql');
  const password = (name: string, key: (typeof passwordKeys)[number]): EnvironmentVariable => ({
    name,
    valueFrom: { secretKeyRef: { name: passwordsName(cluster), key } },
  });
  return {
    name: 'postgresql',
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c', startScript],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      fromField('POD_IP', 'status.podIP'),
      { name: 'DATA_DIRECTORY', value: dataDirectory(nodeType.volumes?.[0]?.name ?? 'data') },
      password('PATRONI_SUPERUSER_PASSWORD', 'superuser'),
      password('PATRONI_REPLICATION_PASSWORD', 'replication'),
      password('PATRONI_REWIND_PASSWORD', 'rewind'),
      password('PATRONI_RESTAPI_PASSWORD', 'rest'),
    ],
    ports: [
      { name: 'postgresql', containerPort: clientPort },
      { name: 'patroni', containerPort: patroniPort },
    ],
    ...contained,
    ...probes,
    volumeMounts: [
      { name: names.given, mountPath: paths.given, readOnly: true },
      { name: names.temporary, mountPath: paths.temporary },
      { name: names.shared, mountPath: '/dev/shm' },
      ...(nodeType.volumes ?? []).map((volume) => ({
        name: volume.name,
        mountPath: volumePath(volume.name),
      })),
    ],
  };
}

const get = (path: string): Probe => ({
  httpGet: { path, port: 'patroni' },
  periodSeconds: 5,
  timeoutSeconds: 5,
  failureThreshold: 3,
});

/**
 * Ready is a primary, and a standby that runs and knows its cluster. Alive is a Patroni that still looks at its world: one
 * that hangs neither hands over nor takes over, so it is started again.
 */
const probes: Pick<Container, 'readinessProbe' | 'livenessProbe'> = {
  readinessProbe: get('/readiness'),
  livenessProbe: { ...get('/liveness'), periodSeconds: 10, initialDelaySeconds: 30, failureThreshold: 6 },
};
