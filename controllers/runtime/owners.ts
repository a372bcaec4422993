import type { ObjectMeta, OwnerReference } from '../../api/object-meta.js';
import type { Key } from './store.js';

/** The one owner that manages the object, if there is one (k8s.io/apimachinery `metav1.GetControllerOf`). */
export function controllerOf(metadata: Pick<ObjectMeta, 'ownerReferences'>): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** The key of the managing owner if it is of this kind; it is in the same namespace as what it owns. */
export function controllerKey(
  metadata: Pick<ObjectMeta, 'ownerReferences' | 'namespace'>,
  kind: { readonly apiVersion: string; readonly kind: string },
): Key | undefined {
  const owner = controllerOf(metadata);
  if (owner?.kind !== kind.kind || owner.apiVersion !== kind.apiVersion) return undefined;
  return metadata.namespace === undefined ? owner.name : `${metadata.namespace}/${owner.name}`;
}
