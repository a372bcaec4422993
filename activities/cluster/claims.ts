import type { DistributedCluster } from '../../api/distributed-cluster.js';
import { label, nodeTypeSetName } from '../../api/names.js';
import type { KubernetesClient } from '../../kubernetes/client.js';
import { persistentVolumeClaims, type PersistentVolumeClaim } from '../../kubernetes/resources/index.js';

/**
 * Whether a claim has the name that a set of ours gives its claims: `<volume>-<set>-<ordinal>`
 * (k8s.io/kubernetes/pkg/controller/statefulset getPersistentVolumeClaimName).
 */
export function isClaimOf(claimName: string, setName: string): boolean {
  const ordinal = /-\d+$/.exec(claimName);
  return ordinal !== null && claimName.slice(0, ordinal.index).endsWith(`-${setName}`);
}

/**
 * The claims of a cluster, by its name rather than its UID: claims outlive the cluster when they are retained, and a
 * later cluster of the same name takes them over together with their data. Labels find them, their names prove them.
 */
export async function listClaims(
  kubernetes: KubernetesClient,
  cluster: DistributedCluster,
): Promise<readonly PersistentVolumeClaim[]> {
  const { namespace, name } = cluster.metadata;
  const { items } = await kubernetes.list(persistentVolumeClaims, {
    namespace,
    labelSelector: `${label.cluster}=${name}`,
  });
  return items.filter((claim) => {
    const nodeType = claim.metadata.labels?.[label.nodeType];
    return nodeType !== undefined && isClaimOf(claim.metadata.name, nodeTypeSetName(name, nodeType));
  });
}
