import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import { halfOfMemory } from '../heap.js';
import type { Container, PodTemplate } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash, folders } from './configuration.js';
import { firstId, superuserSecret } from './identity.js';
import { paths, volumePath } from './paths.js';
import { adminPort } from './rules.js';
import { memberPorts } from './ports.js';
import { startScript } from './start-script.js';

/** A server has nothing to hand over but the lead, which the others take within moments. */
const secondsToEnd = 30;

/** Data is kept in memory, but pauses of a larger heap cost sessions. */
const largestHeap = 4 * 1024;

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

/** Names are resolved anew soon, because members come and go with their addresses. */
export function javaOptions(memory: string): string {
  const heap = halfOfMemory(memory, largestHeap);
  return [
    `-Xms${heap}m`,
    `-Xmx${heap}m`,
    '-XX:+UseG1GC',
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    '-Dsun.net.inetaddr.ttl=10',
    '-Dsun.net.inetaddr.negative.ttl=1',
  ].join(' ');
}

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(nodeType) } },
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
  const { image, imagePullPolicy, ...contained } = memberContainer(cluster, nodeType, 'zookeeper');
  const { data, log } = folders(nodeType);
  return {
    name: 'zookeeper',
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c', startScript],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      { name: 'SERVICE_NAME', value: nodeTypeSetName(cluster.name, nodeType.name) },
      { name: 'FIRST_ID', value: String(firstId(nodeType.name)) },
      { name: 'DATA', value: data },
      { name: 'LOG', value: log },
      { name: 'ZOOKEEPER_JAVA_OPTIONS', value: javaOptions(nodeType.resources?.memory ?? '0') },
      {
        name: 'SUPERUSER_PASSWORD',
        valueFrom: { secretKeyRef: { name: superuserSecret(cluster), key: 'password' } },
      },
    ],
    ports: memberPorts.map(({ name, port }) => ({ name, containerPort: port })),
    ...contained,
    // Answers with 500 while the server knows no leader. There is no liveness probe: without a majority no server serves,
    // and starting them again mends nothing.
    readinessProbe: {
      httpGet: { path: '/commands/stats', port: adminPort },
      periodSeconds: 5,
      failureThreshold: 3,
      timeoutSeconds: 3,
    },
    volumeMounts: [
      { name: names.given, mountPath: paths.given, readOnly: true },
      { name: names.temporary, mountPath: paths.temporary },
      ...(nodeType.volumes ?? []).map(({ name }) => ({ name, mountPath: volumePath(name) })),
    ],
  };
}
