import type { ClusterToRender } from '../api/component.js';
import type { NodeType } from '../api/distributed-cluster.js';
import type { Container, EnvironmentVariable, PodSpec } from './kubernetes-objects.js';
import { memberSelector } from './ownership.js';

/** User and group that the files of images and on volumes are for. */
const user = 1000;

/** What is the same in the pods of all members: as strict as the "restricted" Pod Security Standard asks, and stricter. */
export function memberPodSpec(
  cluster: ClusterToRender,
  nodeType: NodeType,
  secondsToEnd: number,
): Omit<PodSpec, 'containers'> {
  return {
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
  };
}

/** What is the same in the containers of all members, by the image of that name unless the owner names another. */
export function memberContainer(
  { spec }: ClusterToRender,
  { resources }: NodeType,
  image: string,
): Required<
  Pick<Container, 'image' | 'imagePullPolicy' | 'resources' | 'securityContext' | 'terminationMessagePolicy'>
> {
  return {
    image: spec.image ?? `statewright/${image}:${spec.version}`,
    imagePullPolicy: 'IfNotPresent',
    resources: {
      requests: {
        ...(resources?.cpu !== undefined && { cpu: resources.cpu }),
        ...(resources?.memory !== undefined && { memory: resources.memory }),
      },
      // No processor limit: it would throttle a member while processors are idle.
      ...(resources?.memory !== undefined && { limits: { memory: resources.memory } }),
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    // What the system printed last, for example a failed check at its start, becomes the reason that people are shown.
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

/** An environment variable with what Kubernetes knows of the pod. */
export function fromField(name: string, fieldPath: string): EnvironmentVariable {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
