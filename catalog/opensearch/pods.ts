import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { configureScript } from './configure-script.js';
import { javaOptions } from './heap.js';
import { paths } from './paths.js';
import { configureMounts, podVolumes, serverMounts } from './pod-volumes.js';
import { probes } from './probes.js';
import { clientPort, transportPort } from './rules.js';

/** Long enough to hand over shards and close indexes in an orderly way. */
const secondsToEnd = 120;

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  const configMap = nodeTypeSetName(cluster.name, nodeType.name);
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(cluster, nodeType) } },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      initContainers: [
        {
          ...memberContainer(cluster, nodeType, 'opensearch'),
          name: 'configure',
          command: ['/bin/sh', '-c', configureScript],
          volumeMounts: configureMounts,
        },
      ],
      containers: [serverContainer(cluster, nodeType)],
      volumes: podVolumes(nodeType, configMap),
    },
  };
}

function serverContainer(cluster: ClusterToRender, nodeType: NodeType): Container {
  return {
    ...memberContainer(cluster, nodeType, 'opensearch'),
    name: 'opensearch',
    command: [`${paths.home}/bin/opensearch`],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_IP', 'status.podIP'),
      fromField('NODE_NAME', 'spec.nodeName'),
      { name: 'OPENSEARCH_PATH_CONF', value: paths.configuration },
      { name: 'OPENSEARCH_TMPDIR', value: paths.temporary },
      { name: 'OPENSEARCH_JAVA_OPTS', value: javaOptions(nodeType.resources?.memory ?? '0') },
    ],
    ports: [
      { name: 'http', containerPort: clientPort },
      { name: 'transport', containerPort: transportPort },
    ],
    ...probes(nodeType.name),
    volumeMounts: serverMounts(nodeType),
  };
}
