import type { OwnerReference } from '../../api/object-meta.js';
import type { SetView } from './model.js';

/** What an owner reference says of its object. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The owner as the one that manages (metav1.NewControllerRef). */
export function controllerReference({ apiVersion, kind, name, uid }: Owner): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

export function ownerOf({ apiVersion, kind, name, uid }: SetView): Owner {
  return { apiVersion, kind, name, uid };
}

export function podOwner({ name, uid }: { readonly name: string; readonly uid: string }): Owner {
  return { apiVersion: 'v1', kind: 'Pod', name, uid };
}

/** Whether the reference is to an object of this kind and name, be it the same object or an earlier one. */
export function namesOwner(reference: OwnerReference, owner: Omit<Owner, 'uid'>): boolean {
  return (
    reference.apiVersion === owner.apiVersion &&
    reference.kind === owner.kind &&
    reference.name === owner.name
  );
}
