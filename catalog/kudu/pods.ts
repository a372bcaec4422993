import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate, Probe } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { paths, volumePath } from './paths.js';
import { memberPorts } from './ports.js';
import { startScript } from './start-script.js';

/** Kudu ends at once on a signal; its log is replayed at the next start. */
const secondsToEnd = 60;

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(cluster, nodeType) } },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      containers: [serverContainer(cluster, nodeType)],
      volumes: [
        { name: names.given, configMap: { name: nodeTypeSetName(cluster.name, nodeType.name) } },
        { name: names.temporary, emptyDir: {} },
      ],
    },
  };
}

function serverContainer(cluster: ClusterToRender, nodeType: NodeType): Container {
  const ports = memberPorts(nodeType.name);
  const { image, imagePullPolicy, ...contained } = memberContainer(cluster, nodeType, 'kudu');
  return {
    name: 'kudu',
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c', startScript],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      fromField('POD_IP', 'status.podIP'),
      { name: 'SERVICE_NAME', value: nodeTypeSetName(cluster.name, nodeType.name) },
      { name: 'ROLE', value: nodeType.name },
    ],
    ports: ports.map(({ name, port }) => ({ name, containerPort: port })),
    ...contained,
    readinessProbe: probe(ports[0].port),
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
 * Whether tablets are in order is asked of the cluster as a whole. There is no liveness probe: Kudu ends by itself on what it
 * cannot survive, and a member that reads its log at its start must not be killed.
 */
function probe(port: number): Probe {
  return { tcpSocket: { port }, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 };
}
