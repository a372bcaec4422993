import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { group, nodeTypeSetName } from '../../api/names.js';
import type { Container, EnvironmentVariable, PodTemplate, Probe } from '../kubernetes-objects.js';
import { fromField, memberContainer, memberPodSpec } from '../member-pod.js';
import { configurationHash, home } from './configuration.js';
import { paths, volumePath } from './paths.js';
import { clientPort } from './rules.js';
import { daskAddress } from './settings.js';
import { tokenKey, tokenSecret } from './token.js';

/** Kernels are given time to end. */
const secondsToEnd = 60;

const names = { given: 'statewright-configuration-given', temporary: 'statewright-temporary-files' } as const;

/** The pod of a member. */
export function podTemplate(cluster: ClusterToRender, nodeType: NodeType): PodTemplate {
  return {
    metadata: { annotations: { [`${group}/configuration-hash`]: configurationHash(nodeType) } },
    spec: {
      ...memberPodSpec(cluster, nodeType, secondsToEnd),
      containers: [server(cluster, nodeType)],
      volumes: [
        { name: names.given, configMap: { name: nodeTypeSetName(cluster.name, nodeType.name) } },
        { name: names.temporary, emptyDir: {} },
      ],
    },
  };
}

/** Makes the folder for notebooks, where kernels begin too, and becomes the server. What differs comes by the environment. */
const start =
  'mkdir -p "$HOME/notebooks" && cd "$HOME/notebooks" && exec python3 -m jupyterlab --ip="$POD_IP"';

function server(cluster: ClusterToRender, nodeType: NodeType): Container {
  return {
    name: 'jupyter',
    ...memberContainer(cluster, nodeType, 'jupyter'),
    command: ['/bin/sh', '-c', start],
    env: [
      fromField('POD_NAME', 'metadata.name'),
      fromField('POD_IP', 'status.podIP'),
      {
        name: 'JUPYTER_TOKEN',
        valueFrom: { secretKeyRef: { name: tokenSecret(cluster.name), key: tokenKey } },
      },
      ...environment(cluster, nodeType),
    ],
    ports: [{ name: 'http', containerPort: clientPort }],
    readinessProbe: probe,
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

function environment(cluster: ClusterToRender, nodeType: NodeType): readonly EnvironmentVariable[] {
  const dask = daskAddress(nodeType, cluster.namespace);
  return [
    { name: 'HOME', value: home(nodeType) },
    { name: 'PYTHONPATH', value: paths.packages },
    { name: 'JUPYTER_PATH', value: `${paths.packages}/share/jupyter` },
    // The first one counts most: what the packages bring comes last.
    { name: 'JUPYTER_CONFIG_PATH', value: `${paths.given}:${paths.packages}/etc/jupyter` },
    { name: 'JUPYTERLAB_DIR', value: `${paths.packages}/share/jupyter/lab` },
    { name: 'JUPYTER_RUNTIME_DIR', value: `${paths.temporary}/jupyter` },
    { name: 'SHELL', value: '/bin/bash' },
    ...(dask === undefined ? [] : [{ name: 'DASK_SCHEDULER_ADDRESS', value: dask }]),
  ];
}

/** `/api` alone answers without the token. No liveness probe: a kernel that takes all memory is ended by the kernel of the machine. */
const probe: Probe = {
  httpGet: { path: '/api', port: 'http' },
  periodSeconds: 5,
  failureThreshold: 3,
  timeoutSeconds: 3,
};
