import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash } from './configuration.js';
import { configureScript } from './configure-script.js';
import { javaOptions } from './heap.js';
import type { SearchEngine } from './engine.js';
import { pathsOf } from './paths.js';
import { configureMounts, podVolumes, serverMounts } from './pod-volumes.js';
import { probes } from './probes.js';
import { clientPort, transportPort } from './rules.js';

/** Long enough to hand over shards and close indexes in an orderly way. */
const secondsToEnd = 120;

/** The pod of a member. */
export function podTemplate(engine: SearchEngine, cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  const configMap = nodeTypeSetName(cluster.name, nodeType.name);
  return {
    metadata: {
      annotations: { [`${group}/configuration-hash`]: configurationHash(engine, cluster, nodeType) },
    },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      initContainers: [
        {
          ...container(engine, cluster, nodeType),
          name: 'configure',
          command: ['/bin/sh', '-c', configureScript(engine)],
          volumeMounts: configureMounts(engine),
        },
      ],
      containers: [serverContainer(engine, cluster, nodeType)],
      volumes: podVolumes(engine, nodeType, configMap),
    },
  };
}

function container(
  engine: SearchEngine,
  cluster: ClusterToRender,
  nodeType: NodeType,
): ReturnType<typeof memberContainer> {
  const made = memberContainer(cluster, nodeType, engine.name);
  const image = cluster.spec.image ?? engine.image?.(cluster.spec.version);
  return image === undefined ? made : { ...made, image };
}

function serverContainer(engine: SearchEngine, cluster: ClusterToRender, nodeType: NodeType): Container {
  const paths = pathsOf(engine);
  const variable = (name: string): string => `${engine.environmentPrefix}_${name}`;
  return {
    ...container(engine, cluster, nodeType),
    name: engine.name,
    command: [`${paths.home}/bin/${engine.name}`],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_IP', 'status.podIP'),
      fromField('NODE_NAME', 'spec.nodeName'),
      { name: variable('PATH_CONF'), value: paths.configuration },
      { name: variable('TMPDIR'), value: paths.temporary },
      { name: variable('JAVA_OPTS'), value: javaOptions(engine, nodeType.resources?.memory ?? '0') },
    ],
    ports: [
      { name: 'http', containerPort: clientPort },
      { name: 'transport', containerPort: transportPort },
    ],
    ...probes(engine, nodeType.name),
    volumeMounts: serverMounts(engine, nodeType),
  };
}
