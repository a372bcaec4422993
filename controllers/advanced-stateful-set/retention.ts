import type { OwnerReference } from '../../api/object-meta.js';
import type { ClaimView, PodView, SetView } from './model.js';
import { controllerReference, namesOwner, ownerOf, podOwner, type Owner } from './owners.js';

/** Who is to own a claim so that Kubernetes' garbage collector deletes it when the retention policy says so. */
export interface Retention {
  /** The whole list to write; undefined if it is as it should be, or is not ours to touch. */
  readonly owners: readonly OwnerReference[] | undefined;
  /** Another controller manages the claim, so that the policy does not apply to it. */
  readonly conflict: boolean;
}

/**
 * Owners of a claim by the retention policy, for an ordinal in range (offline or not) and for a condemned one:
 *
 * | whenDeleted | whenScaled | in range | condemned |
 * | ----------- | ---------- | -------- | --------- |
 * | Retain      | Retain     | none     | none      |
 * | Delete      | Retain     | the set  | the set   |
 * | Retain      | Delete     | none     | the pod   |
 * | Delete      | Delete     | the set  | the pod   |
 *
 * Owners of others stay. Left alone is a claim that
 * - an earlier set or pod of the same name owns: the garbage collector is about to decide on it;
 * - another controller manages, under a policy that would delete: what of ours is on it is taken off.
 *
 * (pkg/controller/statefulset `isClaimOwnerUpToDate`, `updateClaimOwnerRefForSetAndPod`)
 *
 * @param pod the pod of the claim's ordinal, or only its name when there is none
 */
export function retentionOf(
  set: SetView,
  claim: Pick<ClaimView, 'ownerReferences'>,
  pod: Pick<PodView, 'name'> & { readonly uid: string | undefined },
  condemned: boolean,
): Retention {
  const { whenDeleted, whenScaled } = set.spec.retention;
  const references = claim.ownerReferences;
  const us = ownerOf(set);
  const member = podOwner({ name: pod.name, uid: pod.uid ?? '' });
  const isOurs = (reference: OwnerReference): boolean =>
    namesOwner(reference, us) || namesOwner(reference, member);
  const isOwner = (reference: OwnerReference): boolean =>
    reference.uid === us.uid || reference.uid === member.uid;

  if (isStale(references, us) || isStale(references, member)) return { owners: undefined, conflict: false };

  const deletes = whenDeleted === 'Delete' || whenScaled === 'Delete';
  const conflict = deletes && references.some((it) => it.controller === true && !isOurs(it));
  const others = references.filter((reference) => !isOurs(reference));
  if (conflict) return { owners: references.some(isOwner) ? others : undefined, conflict };

  const byPod = whenScaled === 'Delete' && condemned;
  const bySet = whenDeleted === 'Delete' && !byPod;
  // Without a pod there is nobody to own the claim of a condemned ordinal: see the mark in claims.ts.
  const wanted = [...(bySet ? [us] : []), ...(byPod && pod.uid !== undefined ? [member] : [])];
  const asWanted =
    references.filter(isOwner).every((it) => it.controller === true) &&
    references.some(({ uid }) => uid === us.uid) === wanted.includes(us) &&
    references.some(({ uid }) => uid === member.uid) === wanted.includes(member);
  return { owners: asWanted ? undefined : [...others, ...wanted.map(controllerReference)], conflict };
}

/** Whether the first reference to an owner of this kind and name is to another than it. */
function isStale(references: readonly OwnerReference[], owner: Owner): boolean {
  const reference = references.find((it) => namesOwner(it, owner));
  return reference !== undefined && reference.uid !== owner.uid;
}

/**
 * Whether a pod that is gone owns the claim, so that it is about to be deleted. apps/v1 looks only under a policy that
 * deletes (`PodClaimIsStale`), and after a change of policy puts a new pod on a claim that goes with its first restart.
 */
export function isOwnedByFormerPod(claim: Pick<ClaimView, 'ownerReferences'>, podName: string): boolean {
  return isStale(claim.ownerReferences, podOwner({ name: podName, uid: '' }));
}

/** Whether somebody else manages the claim, so that it is not ours to delete. */
export function isManagedByOthers(set: SetView, claim: Pick<ClaimView, 'ownerReferences'>): boolean {
  return claim.ownerReferences.some(({ controller, uid }) => controller === true && uid !== set.uid);
}
