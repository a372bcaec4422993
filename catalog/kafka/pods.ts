import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate, Probe, SecurityContext, Volume } from '../kubernetes-objects.js';
import { memberSelector } from '../ownership.js';
import { configurationHash } from './configuration.js';
import { javaOptions } from './heap.js';
import { paths, volumePath } from './paths.js';
import { memberPort } from './services.js';
import { startScript } from './start-script.js';

/** User and group that the files on the volumes are for. */
const user = 1000;

/** Long enough for a broker to hand over its partitions and to flush (controlled shutdown). */
const secondsToEnd = 120;

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

const confined: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** The pod of a member, as strict as the "restricted" Pod Security Standard asks, and stricter. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  const volumes: Volume[] = [
    { name: names.given, configMap: { name: nodeTypeSetName(cluster.name, nodeType.name) } },
    { name: names.temporary, emptyDir: {} },
  ];
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(cluster, nodeType) } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: secondsToEnd,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: user,
        fsGroup: user,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: memberSelector(cluster, nodeType.name) },
        },
      ],
      containers: [serverContainer(cluster, nodeType)],
      volumes,
    },
  };
}

function serverContainer({ name, spec }: ClusterToRender, nodeType: NodeType): Container {
  const { cpu, memory } = nodeType.resources ?? {};
  const fromField = (field: string, fieldPath: string) => ({
    name: field,
    valueFrom: { fieldRef: { fieldPath } },
  });
  const { name: portName, port } = memberPort(nodeType.name);
  return {
    name: 'kafka',
    image: spec.image ?? `statewright/kafka:${spec.version}`,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/sh', '-c', startScript],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      fromField('NODE_NAME', 'spec.nodeName'),
      { name: 'SERVICE_NAME', value: nodeTypeSetName(name, nodeType.name) },
      { name: 'ROLE', value: nodeType.name },
      { name: 'KAFKA_JAVA_OPTIONS', value: javaOptions(memory ?? '0') },
    ],
    ports: [{ name: portName, containerPort: port }],
    resources: {
      requests: { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) },
      // No processor limit: it would throttle a member while processors are idle.
      ...(memory !== undefined && { limits: { memory } }),
    },
    securityContext: confined,
    // What Kafka printed last becomes the reason that people are shown.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    readinessProbe: probe(port),
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

/**
 * A broker opens its port to clients when it has caught up with what the controllers know and may serve
 * (BrokerServer.startup), a controller when it has read its own log. Whether partitions are in sync is asked of the cluster
 * as a whole. There is no liveness probe: Kafka ends by itself on what it cannot survive, and a slow member must not be killed.
 */
function probe(port: number): Probe {
  return { tcpSocket: { port }, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 };
}
