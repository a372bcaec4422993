import type { OwnerReference } from '../../api/object-meta.js';
import type { ObjectToWrite } from '../../kubernetes/index.js';
import type { StringMap } from './model.js';

/**
 * What is to be done about a set. Every action names what it was decided on: writes bear the UID, and where they replace a
 * list the resourceVersion, as preconditions, so that a decision made from an old view fails instead of doing harm.
 * Each can be carried out twice.
 */
export type Action = RevisionAction | MemberAction;

export type RevisionAction = CreateRevision | BumpRevision | AdoptRevision | DeleteRevision;

/** What is done about one ordinal. */
export type MemberAction =
  | AdoptPod
  | ReleasePod
  | CreateClaim
  | UpdateClaim
  | DeleteClaim
  | CreatePod
  | DeletePod
  | RelabelPod
  | ResizeInPlace
  | PatchImagesInPlace;

/** If the name is taken by other data, decide again with `status.collisionCount` one higher; by equal data: done. */
export interface CreateRevision {
  readonly kind: 'createRevision';
  readonly name: string;
  readonly manifest: ObjectToWrite;
}

/** An old revision is wanted again: it becomes the newest. */
export interface BumpRevision {
  readonly kind: 'bumpRevision';
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly revision: number;
}

/** Add the owner reference; before the first adoption the set is to be read live: not gone, not terminating. */
export interface AdoptRevision {
  readonly kind: 'adoptRevision';
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly ownerReference: OwnerReference;
}

export interface DeleteRevision {
  readonly kind: 'deleteRevision';
  readonly name: string;
  readonly uid: string;
}

interface OfPod {
  readonly name: string;
  readonly uid: string;
}

/** The pod's owner references with ours among them; the set is to be read live before, as for a revision. */
export interface AdoptPod extends OfPod {
  readonly kind: 'adoptPod';
  readonly resourceVersion: string;
  readonly ownerReferences: readonly OwnerReference[];
}

/** The pod's owner references without ours. */
export interface ReleasePod extends OfPod {
  readonly kind: 'releasePod';
  readonly resourceVersion: string;
  readonly ownerReferences: readonly OwnerReference[];
}

export interface CreateClaim {
  readonly kind: 'createClaim';
  readonly name: string;
  readonly manifest: ObjectToWrite;
}

/** A merge patch; what is left out stays. */
export interface UpdateClaim {
  readonly kind: 'updateClaim';
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** The whole list. */
  readonly ownerReferences?: readonly OwnerReference[];
  /** `null` removes. */
  readonly annotations?: Readonly<Record<string, string | null>>;
  /** `spec.resources.requests.storage`. */
  readonly storage?: string;
}

export interface DeleteClaim {
  readonly kind: 'deleteClaim';
  readonly name: string;
  readonly uid: string;
  /** Only after a live read proved that no pod of this name exists. */
  readonly podToBeGone: string;
}

export interface CreatePod {
  readonly kind: 'createPod';
  readonly name: string;
  readonly manifest: ObjectToWrite;
}

/**
 * - `ended`: it failed or succeeded and is replaced.
 * - `scaledDown`: its ordinal is out of range.
 * - `offline`: its ordinal is offline.
 * - `outdated`: it is of an older revision, and replaced within the budget.
 * - `faulty`: it is of an older revision and not serving, so that replacing it takes nothing away.
 */
export type DeletionReason = 'ended' | 'scaledDown' | 'offline' | 'outdated' | 'faulty';

export interface DeletePod extends OfPod {
  readonly kind: 'deletePod';
  readonly reason: DeletionReason;
  /** A further precondition: the pod is ended because it does not serve, which may have changed since. */
  readonly resourceVersion?: string;
}

/** A merge patch of labels that give the pod its identity back. */
export interface RelabelPod extends OfPod {
  readonly kind: 'relabelPod';
  readonly labels: StringMap;
}

/** New amounts of resources by container, by the subresource `resize`. */
export interface ResizeInPlace extends OfPod {
  readonly kind: 'resizeInPlace';
  readonly resources: Readonly<Record<string, unknown>>;
}

/** New images by container, none if only resources changed, with the labels and annotations that tell of it. */
export interface PatchImagesInPlace extends OfPod {
  readonly kind: 'patchImagesInPlace';
  readonly images: StringMap;
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/** Actions in the order in which they depend on each other. */
export interface Plan {
  /** One after the other, before all else. */
  readonly first: readonly RevisionAction[];
  /** Each lane one after the other until one fails; the lanes know nothing of each other and can go in parallel. */
  readonly lanes: readonly (readonly MemberAction[])[];
  /** After all else has been done. */
  readonly last: readonly RevisionAction[];
}
