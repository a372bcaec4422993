import type { DistributedClusterStatus } from '../../api/distributed-cluster.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { KubernetesClient } from '../../kubernetes/client.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { ClusterActivities, ClusterRef } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';

/**
 * Changes the named fields of the status and leaves the others to whoever owns them. A merge patch never creates the
 * object and, unlike an apply, does not take back the fields of an earlier report that this one does not name.
 */
export async function writeStatus(
  kubernetes: KubernetesClient,
  { namespace, name, uid }: ClusterRef,
  status: DistributedClusterStatus,
): Promise<void> {
  await kubernetes.mergePatch(
    distributedClusters,
    { namespace, name },
    { metadata: { uid }, status },
    { subresource: 'status' },
  );
}

/** The activity that tells people in Kubernetes how far the workflow is. */
export function statusActivities({
  kubernetes,
}: ClusterDependencies): Pick<ClusterActivities, 'reportStatus'> {
  return {
    async reportStatus(ref, { phase, message, observedGeneration, formed }) {
      try {
        await writeStatus(kubernetes, ref, { phase, message, observedGeneration, formed });
      } catch (error) {
        // A cluster that is gone or replaced needs no report; the next look finds out.
        const gone =
          error instanceof StatewrightError && (error.kind === 'NotFound' || error.kind === 'Conflict');
        if (!gone) throw error;
      }
    },
  };
}
