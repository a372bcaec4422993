import type { AdvancedStatefulSet } from '../../api/advanced-stateful-set.js';
import type { DistributedCluster } from '../../api/distributed-cluster.js';
import { label, managedBy } from '../../api/names.js';
import type { PodState } from '../../api/pod-reason.js';
import { advancedStatefulSets, pods, type KubernetesClient, type Pod } from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { Reflector } from '../runtime/reflector.js';
import type { Indexers, Key } from '../runtime/store.js';

/** What is kept of a member's pod: enough to count it, to explain it and to reach it. */
export interface CachedPod extends PodState {
  readonly clusterUid: string;
  readonly clusterKey: Key;
  readonly nodeType: string;
  readonly ip: string | undefined;
}

/** What is kept of a set. */
export interface CachedSet {
  readonly name: string;
  readonly clusterUid: string;
  readonly clusterKey: Key;
  readonly going: boolean;
  readonly status: AdvancedStatefulSet['status'];
}

/** The watches behind the controller of clusters. */
export interface ClusterCaches {
  readonly clusters: Reflector<DistributedCluster, DistributedCluster>;
  readonly sets: Reflector<AdvancedStatefulSet, CachedSet>;
  readonly pods: Reflector<Pod, CachedPod>;
}

/** Term of the index `cluster` of sets and pods is the UID of their cluster. */
const byCluster: Indexers<{ readonly clusterUid: string }> = { cluster: ({ clusterUid }) => [clusterUid] };

interface Marks {
  readonly clusterUid: string;
  readonly clusterKey: Key;
}

function marksOf({ metadata }: Pick<Pod, 'metadata'>): Marks {
  const clusterName = metadata.labels?.[label.cluster] ?? '';
  return {
    clusterUid: metadata.labels?.[label.clusterUid] ?? '',
    clusterKey: `${metadata.namespace ?? ''}/${clusterName}`,
  };
}

function projectCluster({
  apiVersion,
  kind,
  metadata,
  spec,
  status,
}: DistributedCluster): DistributedCluster {
  const { name, namespace, uid, resourceVersion, generation, deletionTimestamp, finalizers } = metadata;
  const kept = { name, namespace, uid, resourceVersion, generation, deletionTimestamp, finalizers };
  return { apiVersion, kind, metadata: kept, spec, status };
}

function projectPod(pod: Pod): CachedPod {
  const { phase, reason, message, conditions, initContainerStatuses, containerStatuses } = pod.status ?? {};
  return {
    ...marksOf(pod),
    nodeType: pod.metadata.labels?.[label.nodeType] ?? '',
    ip: pod.status?.podIP,
    metadata: { name: pod.metadata.name, deletionTimestamp: pod.metadata.deletionTimestamp },
    status: { phase, reason, message, conditions, initContainerStatuses, containerStatuses },
  };
}

function projectSet(set: AdvancedStatefulSet): CachedSet {
  const going = set.metadata.deletionTimestamp !== undefined;
  return { ...marksOf(set), name: set.metadata.name, going, status: set.status };
}

/** Watches of one namespace, or of all; of sets and pods only those that the platform made. */
export function createCaches(
  client: KubernetesClient,
  namespace: string | undefined,
  observers: { readonly log: Log; readonly metrics: RuntimeMetrics },
): ClusterCaches {
  const scope = { client, ...(namespace !== undefined && { namespace }), ...observers };
  const made = { ...scope, labelSelector: `${label.managedBy}=${managedBy}` };
  return {
    clusters: new Reflector({ ...scope, resource: distributedClusters, project: projectCluster }),
    sets: new Reflector({
      ...made,
      resource: advancedStatefulSets,
      project: projectSet,
      indexers: byCluster,
    }),
    pods: new Reflector({ ...made, resource: pods, project: projectPod, indexers: byCluster }),
  };
}
