import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, PodTemplate, SecurityContext } from '../kubernetes-objects.js';
import { memberSelector } from '../ownership.js';
import { configurationHash } from './configuration.js';
import { configureScript } from './configure-script.js';
import { javaOptions } from './heap.js';
import { paths } from './paths.js';
import { configureMounts, podVolumes, serverMounts } from './pod-volumes.js';
import { probes } from './probes.js';
import { clientPort, transportPort } from './rules.js';

/** User and group that the image's files are for. */
const user = 1000;

/** Long enough to hand over shards and close indexes in an orderly way. */
const secondsToEnd = 120;

const confined: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** The pod of a member, as strict as the "restricted" Pod Security Standard asks, and stricter. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  const configMap = nodeTypeSetName(cluster.name, nodeType.name);
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
      initContainers: [
        {
          ...contained(cluster, nodeType),
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

function contained(
  { spec }: ClusterToRender,
  { resources }: NodeType,
): Pick<
  Container,
  'image' | 'imagePullPolicy' | 'resources' | 'securityContext' | 'terminationMessagePolicy'
> {
  return {
    image: spec.image ?? `statewright/opensearch:${spec.version}`,
    imagePullPolicy: 'IfNotPresent',
    resources: {
      requests: {
        ...(resources?.cpu !== undefined && { cpu: resources.cpu }),
        ...(resources?.memory !== undefined && { memory: resources.memory }),
      },
      // No processor limit: it would throttle a member while processors are idle.
      ...(resources?.memory !== undefined && { limits: { memory: resources.memory } }),
    },
    securityContext: confined,
    // What OpenSearch printed last, for example a failed bootstrap check, becomes the reason that people are shown.
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

function serverContainer(cluster: ClusterToRender, nodeType: NodeType): Container {
  const fromField = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    ...contained(cluster, nodeType),
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
