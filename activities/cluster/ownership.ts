import type { ObjectMeta } from '../../api/object-meta.js';
import { label } from '../../api/names.js';

/** An object that carries ownership marks or lacks them. */
export interface Marked {
  readonly metadata: ObjectMeta;
}

/**
 * Whether we made this object for this very cluster. The owner reference is the proof: an older cluster of the same
 * name has another UID, and labels, which people edit, only serve to find things.
 */
export function isMadeFor(object: Marked, clusterUid: string): boolean {
  return (object.metadata.ownerReferences ?? []).some(
    (owner) => owner.uid === clusterUid && owner.controller === true,
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
