import type { DistributedCluster } from '../api/distributed-cluster.js';
import { StatewrightError } from '../api/errors/index.js';
import { fieldManager, type ObjectKey } from '../api/names.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';

export interface DeleteOptions {
  /** Leave the volumes; a later cluster of the same name takes them over with their data. */
  readonly keepVolumes?: boolean;
  /** Delete only the cluster of this UID. */
  readonly uid?: string;
}

export interface DeleteOutcome {
  /** UID of the cluster that goes; a later one of the same name has another. */
  readonly uid: string;
  /** It was on its way out before. */
  readonly already: boolean;
}

/** Tries of a write that others' writes get in between. */
const attempts = 5;

/** @throws StatewrightError ClusterNotFound only if Kubernetes said so. */
async function readCluster(kubernetes: KubernetesClient, key: ObjectKey): Promise<DistributedCluster> {
  const cluster = await kubernetes.get(distributedClusters, key);
  if (cluster === undefined) throw new StatewrightError('ClusterNotFound', { ...key });
  return cluster;
}

/** Says in the spec that the volumes stay, before anything is deleted: whoever deletes them reads it there. */
async function retainVolumes(
  kubernetes: KubernetesClient,
  key: ObjectKey,
  first: DistributedCluster,
): Promise<void> {
  for (let cluster = first, attempt = 1; ; attempt += 1) {
    const { uid, resourceVersion, deletionTimestamp } = cluster.metadata;
    if (uid !== first.metadata.uid) throw new StatewrightError('ClusterReplaced', { ...key });
    if (cluster.spec.volumeRetention?.whenDeleted === 'Retain') return;
    // Its volumes may be half gone already.
    if (deletionTimestamp !== undefined) throw new StatewrightError('ClusterBeingDeleted', { ...key });
    try {
      await kubernetes.mergePatch(
        distributedClusters,
        key,
        { metadata: { uid, resourceVersion }, spec: { volumeRetention: { whenDeleted: 'Retain' } } },
        { fieldManager: fieldManager.client },
      );
      return;
    } catch (error) {
      const changed = error instanceof StatewrightError && error.code === 'KubernetesConflict';
      if (!changed || attempt === attempts) throw error;
      cluster = await readCluster(kubernetes, key);
    }
  }
}

/**
 * Asks for the end of this very cluster. It is gone when everything made for it is; `watch` tells when.
 * Throws StatewrightError `ClusterNotFound`, `ClusterReplaced` (deleted and made anew meanwhile), `ClusterBeingDeleted`
 * (too late to keep the volumes).
 */
export async function deleteCluster(
  kubernetes: KubernetesClient,
  key: ObjectKey,
  options: DeleteOptions = {},
): Promise<DeleteOutcome> {
  const cluster = await readCluster(kubernetes, key);
  const { uid, deletionTimestamp } = cluster.metadata;
  if (uid !== (options.uid ?? uid)) throw new StatewrightError('ClusterReplaced', { ...key });
  if (options.keepVolumes === true) await retainVolumes(kubernetes, key, cluster);
  if (deletionTimestamp !== undefined) return { uid, already: true };
  try {
    await kubernetes.delete(distributedClusters, key, { uid });
  } catch (error) {
    const conflict = error instanceof StatewrightError && error.code === 'KubernetesConflict';
    throw conflict ? new StatewrightError('ClusterReplaced', { ...key }, { cause: error }) : error;
  }
  return { uid, already: false };
}
