import type { ObjectMeta } from '../../api/object-meta.js';
import { label } from '../../api/names.js';

/** An object that carries ownership marks or lacks them. */
export interface Marked {
  readonly metadata: ObjectMeta;
}

/**
 * Whether we made this object for this very cluster. Both marks must hold: a label can be copied by hand, and an owner
 * reference of an older cluster of the same name has another UID.
 */
export function isMadeFor(object: Marked, clusterUid: string): boolean {
  return (
    object.metadata.labels?.[label.clusterUid] === clusterUid &&
    (object.metadata.ownerReferences ?? []).some(
      (owner) => owner.uid === clusterUid && owner.controller === true,
    )
  );
}

/** Selects what we made for one cluster, whatever its kind. */
export function clusterSelector(clusterUid: string): string {
  return `${label.clusterUid}=${clusterUid}`;
}

/** Selects the members of one node type. */
export function nodeTypeSelector(clusterUid: string, nodeType: string): string {
  return `${clusterSelector(clusterUid)},${label.nodeType}=${nodeType}`;
}

/**
 * Selects the claims of a cluster by its name: claims outlive the cluster when they are retained, and a later cluster
 * of the same name takes them over together with their data.
 */
export function claimSelector(clusterName: string): string {
  return `${label.cluster}=${clusterName}`;
}

/**
 * Whether a claim belongs to a set of ours: `<volume>-<set>-<ordinal>`, as StatefulSets name claims
 * (k8s.io/kubernetes/pkg/controller/statefulset getPersistentVolumeClaimName).
 */
export function isClaimOf(claimName: string, volume: string, setName: string): boolean {
  const prefix = `${volume}-${setName}-`;
  return claimName.startsWith(prefix) && /^\d+$/.test(claimName.slice(prefix.length));
}
