import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate, Probe, Volume } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { javaOptions } from './heap.js';
import { paths, volumePath } from './paths.js';
import { memberPort } from './ports.js';
import { startScript } from './start-script.js';

/** Long enough for a broker to hand over its partitions and to flush (controlled shutdown). */
const secondsToEnd = 120;

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  const volumes: Volume[] = [
    { name: names.given, configMap: { name: nodeTypeSetName(cluster.name, nodeType.name) } },
    { name: names.temporary, emptyDir: {} },
  ];
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(cluster, nodeType) } },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      containers: [serverContainer(cluster, nodeType)],
      volumes,
    },
  };
}

function serverContainer(cluster: ClusterToRender, nodeType: NodeType): Container {
  const { name: portName, port } = memberPort(nodeType.name);
  const { image, imagePullPolicy, ...contained } = memberContainer(cluster, nodeType, 'kafka');
  return {
    name: 'kafka',
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c', startScript],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      fromField('NODE_NAME', 'spec.nodeName'),
      { name: 'SERVICE_NAME', value: nodeTypeSetName(cluster.name, nodeType.name) },
      { name: 'ROLE', value: nodeType.name },
      { name: 'KAFKA_JAVA_OPTIONS', value: javaOptions(nodeType.resources?.memory ?? '0') },
    ],
    ports: [{ name: portName, containerPort: port }],
    ...contained,
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
