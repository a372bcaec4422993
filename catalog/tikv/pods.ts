import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate, Probe, Volume } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { dataDirectory, paths, raftDirectory, volumePath } from './paths.js';
import { clientPort, statusPort } from './rules.js';
import { memberPorts } from './ports.js';
import { imageOf } from './settings.js';
import { pdScript, storeScript } from './start-script.js';

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
  const [data, raft] = nodeType.volumes ?? [];
  const pd = nodeType.name === 'pd';
  return {
    ...memberContainer(cluster, nodeType, nodeType.name),
    image: imageOf(cluster.spec, nodeType),
    name: nodeType.name,
    command: ['/bin/sh', '-c', pd ? pdScript : storeScript],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      fromField('NODE_NAME', 'spec.nodeName'),
      { name: 'SERVICE_NAME', value: nodeTypeSetName(cluster.name, nodeType.name) },
      { name: 'DATA_DIRECTORY', value: dataDirectory(data?.name ?? '') },
      ...(!pd && raft !== undefined ? [{ name: 'RAFT_DIRECTORY', value: raftDirectory(raft.name) }] : []),
    ],
    ports: memberPorts(nodeType.name).map(({ name, port }) => ({ name, containerPort: port })),
    readinessProbe: probe(nodeType.name),
    volumeMounts: [
      { name: names.given, mountPath: paths.given, readOnly: true },
      { name: names.temporary, mountPath: paths.temporary },
      ...(nodeType.volumes ?? []).map(({ name }) => ({ name, mountPath: volumePath(name) })),
    ],
  };
}

/**
 * - `pd`: the open port. Anything more would lock a mend out: of three members that could not start, the first mended one cannot
 *   have a leader before the second is mended too, and a set mends one after the other.
 * - `tikv`: its own answer, which it gives when it serves (docs.pingcap.com, "TiKV Monitoring APIs", `/status`).
 *
 * There is no liveness probe: both end by themselves on what they cannot survive, and a slow member must not be killed.
 */
function probe(nodeType: string): Probe {
  const patience = { periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 3 };
  return nodeType === 'pd'
    ? { tcpSocket: { port: clientPort }, ...patience }
    : { httpGet: { path: '/status', port: statusPort }, ...patience };
}
