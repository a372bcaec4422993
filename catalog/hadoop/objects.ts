import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { Container, PodTemplate, Volume } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import type { NamedPort } from '../member-services.js';
import { ownedMetadata } from '../ownership.js';
import { leavingPort } from './leaving-hosts.js';
import { leavingServer } from './leaving-server.js';
import { classPath, leavingFile, paths, volumePath } from './paths.js';
import { hadoopUser } from './remote-call.js';
import { siteFiles, type Settings } from './site-files.js';

/** What differs between members of Hadoop's systems. */
export interface HadoopMember {
  readonly settings: Settings;
  readonly script: string;
  readonly javaOptions: string;
  /** The first is what tells that it serves. */
  readonly ports: readonly [NamedPort, ...NamedPort[]];
  readonly secondsToEnd: number;
  /** Whether it reads the file of hosts that are to leave, which is then served beside it. */
  readonly decidesWhoLeaves: boolean;
}

/** Names of our own volumes are longer than the 20 characters an owner's may have, so they never meet. */
const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

const serverFile = 'leaving-server.cjs';

/** The files that members of this node type start from, in a ConfigMap named like the set. */
export function configurationFiles(
  cluster: ClusterToRender,
  nodeType: NodeType,
  { settings, decidesWhoLeaves }: HadoopMember,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType.name), nodeType.name),
    data: {
      ...siteFiles(settings),
      // Not part of what members are restarted for: a first start only needs to know it.
      formed: `${cluster.formed ? 'yes' : 'no'}\n`,
      'cluster-id': `CID-${cluster.uid}\n`,
      ...(decidesWhoLeaves && { [serverFile]: leavingServer }),
    },
  };
}

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType, member: HadoopMember): PodTemplate {
  const volumes: Volume[] = [
    { name: names.given, configMap: { name: nodeTypeSetName(cluster.name, nodeType.name) } },
    { name: names.temporary, emptyDir: {} },
  ];
  const hash = createHash('sha256').update(JSON.stringify([siteFiles(member.settings)]));
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: hash.digest('hex').slice(0, 16) } },
    spec: {
      ...memberPodSpec(cluster, nodeType, member.secondsToEnd),
      containers: [
        serverContainer(cluster, nodeType, member),
        ...(member.decidesWhoLeaves ? [leavingContainer(cluster, nodeType)] : []),
      ],
      volumes,
    },
  };
}

function mounts(nodeType: NodeType): NonNullable<Container['volumeMounts']> {
  return [
    { name: names.given, mountPath: paths.given, readOnly: true },
    { name: names.temporary, mountPath: paths.temporary },
    ...(nodeType.volumes ?? []).map(({ name }) => ({ name, mountPath: volumePath(name) })),
  ];
}

function serverContainer(cluster: ClusterToRender, nodeType: NodeType, member: HadoopMember): Container {
  const { image, imagePullPolicy, ...contained } = memberContainer(cluster, nodeType, 'hadoop');
  const [first] = member.ports;
  return {
    name: nodeType.name,
    image,
    imagePullPolicy,
    command: ['/bin/sh', '-c', member.script],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_NAMESPACE', 'metadata.namespace'),
      { name: 'SERVICE_NAME', value: nodeTypeSetName(cluster.name, nodeType.name) },
      { name: 'HADOOP_USER_NAME', value: hadoopUser },
      { name: 'CLASSPATH', value: classPath },
      { name: 'HADOOP_JAVA_OPTIONS', value: member.javaOptions },
    ],
    ports: member.ports.map(({ name, port }) => ({ name, containerPort: port })),
    ...contained,
    // An open port is all that can be asked here: whether the system is well is asked of the system as a whole. There is no
    // liveness probe: servers of Hadoop end by themselves on what they cannot survive, and a slow one must not be killed.
    readinessProbe: {
      tcpSocket: { port: first.port },
      periodSeconds: 5,
      failureThreshold: 3,
      timeoutSeconds: 3,
    },
    volumeMounts: mounts(nodeType),
  };
}

function leavingContainer(cluster: ClusterToRender, nodeType: NodeType): Container {
  const resources = { cpu: '10m', memory: '64Mi' };
  const { image, imagePullPolicy, ...contained } = memberContainer(
    cluster,
    { ...nodeType, resources },
    'hadoop',
  );
  return {
    name: 'leaving',
    image,
    imagePullPolicy,
    command: ['node', '--max-old-space-size=24', `${paths.given}/${serverFile}`],
    env: [
      fromField('POD_IP', 'status.podIP'),
      { name: 'LEAVING_FILE', value: leavingFile(nodeType.volumes?.[0]?.name ?? '') },
      { name: 'LEAVING_PORT', value: String(leavingPort) },
    ],
    ports: [{ name: 'leaving', containerPort: leavingPort }],
    ...contained,
    volumeMounts: mounts(nodeType),
  };
}
