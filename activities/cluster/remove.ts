import { heartbeat } from '@temporalio/activity';
import { withDefaults } from '../../api/defaults.js';
import { clusterFinalizer, label } from '../../api/names.js';
import type { KubernetesClient } from '../../kubernetes/client.js';
import type { KubernetesObject, Resource } from '../../kubernetes/resource.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { persistentVolumeClaims } from '../../kubernetes/resources/index.js';
import { listClaims } from './claims.js';
import type { ClusterActivities, ClusterRef } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';
import { removeSecrets } from './generated-secrets.js';
import { setKind, sharedKinds } from './kinds.js';
import { componentOf, readCluster, readLiveCluster, retains, secretsOf } from './live-cluster.js';
import { clusterSelector, isMadeFor } from './ownership.js';

/** Removes what was made for the cluster and satisfies `wanted`, each object by its UID and no other of its name. */
async function removeMade(
  kubernetes: KubernetesClient,
  ref: ClusterRef,
  resource: Resource,
  wanted: (object: KubernetesObject) => boolean = () => true,
): Promise<void> {
  const { items } = await kubernetes.list(resource, {
    namespace: ref.namespace,
    labelSelector: clusterSelector(ref.uid),
  });
  for (const object of items) {
    if (!isMadeFor(object, ref.uid) || !wanted(object)) continue;
    const { namespace, name, uid } = object.metadata;
    await kubernetes.delete(resource, { namespace, name }, { uid, propagationPolicy: 'Background' });
    heartbeat(name);
  }
}

type Removing = Pick<
  ClusterActivities,
  'pruneNodeTypes' | 'deleteSets' | 'deleteVolumes' | 'deleteShared' | 'releaseCluster'
>;

/** The activities that take away. Nothing without the cluster's mark is touched; all deletes name the UID. */
export function removeActivities(dependencies: ClusterDependencies): Removing {
  const { kubernetes } = dependencies;
  return {
    async pruneNodeTypes(ref) {
      const { cluster } = await readLiveCluster(dependencies, ref);
      const spec = withDefaults(cluster.spec, componentOf(dependencies, cluster).rules);
      const asked = new Set(spec.nodeTypes.map((nodeType) => nodeType.name));
      const dropped = new Set<string>();
      const isDropped = (object: KubernetesObject): boolean => {
        const nodeType = object.metadata.labels?.[label.nodeType];
        if (nodeType === undefined || asked.has(nodeType)) return false;
        dropped.add(nodeType);
        return true;
      };
      for (const resource of [setKind, ...sharedKinds])
        await removeMade(kubernetes, ref, resource, isDropped);
      return [...dropped].toSorted();
    },

    async deleteSets(ref) {
      await removeMade(kubernetes, ref, setKind);
    },

    async deleteVolumes(ref) {
      const cluster = await readCluster(dependencies, ref);
      const claims = await listClaims(kubernetes, cluster);
      if (retains(cluster)) return { retained: claims.length };
      for (const claim of claims) {
        const { namespace, name, uid } = claim.metadata;
        await kubernetes.delete(persistentVolumeClaims, { namespace, name }, { uid });
        heartbeat(name);
      }
      return { retained: 0 };
    },

    async deleteShared(ref) {
      for (const resource of sharedKinds) await removeMade(kubernetes, ref, resource);
      // Once the cluster is gone, Kubernetes removes what is left of it by its owner reference.
      const cluster = await kubernetes.get(distributedClusters, { namespace: ref.namespace, name: ref.name });
      if (cluster?.metadata.uid !== ref.uid) return;
      await removeSecrets(kubernetes, ref.uid, secretsOf(dependencies, cluster));
    },

    async releaseCluster(ref) {
      const cluster = await kubernetes.get(distributedClusters, { namespace: ref.namespace, name: ref.name });
      // Gone, or already another of the same name: an earlier attempt did it and its reply was lost.
      if (cluster?.metadata.uid !== ref.uid) return;
      const { metadata } = cluster;
      const { namespace, name, uid, resourceVersion, finalizers = [] } = metadata;
      if (!finalizers.includes(clusterFinalizer)) return;
      await kubernetes.mergePatch(
        distributedClusters,
        { namespace, name },
        {
          metadata: { uid, resourceVersion, finalizers: finalizers.filter((it) => it !== clusterFinalizer) },
        },
      );
    },
  };
}
