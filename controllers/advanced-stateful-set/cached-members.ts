import type { OwnerReference } from '../../api/object-meta.js';
import type { ControllerRevision, PersistentVolumeClaim, Pod } from '../../kubernetes/index.js';
import { controllerOf } from '../runtime/owners.js';
import type { Indexers } from '../runtime/store.js';
import { splitName } from './identity.js';
import type { ClaimView, PodView, RevisionView, StringMap } from './model.js';
import { podViewOf } from './pod-view.js';
import { isOfKind, setKinds } from './set-kind.js';
import { claimViewOf, revisionViewOf } from './views.js';

/** What is kept of pods, claims and revisions: of what no set can ever be concerned with, nothing. */

interface Named {
  readonly metadata: Pick<Pod['metadata'], 'name' | 'namespace' | 'ownerReferences'>;
}

export interface CachedPod {
  readonly view: PodView;
  /** The set that controls it, of whatever kind; undefined if none does. */
  readonly controller: OwnerReference | undefined;
  /** `namespace/name` of the set whose member has this name; undefined if no member can have it. */
  readonly series: string | undefined;
}

export interface CachedClaim {
  /** `expandable` is not known here: it is a matter of the StorageClass. */
  readonly view: ClaimView;
  /** `namespace/<template>-<set>`. */
  readonly series: string;
  readonly storageClass: string;
  readonly bound: boolean;
}

export interface CachedRevision {
  readonly view: RevisionView;
  readonly controller: OwnerReference | undefined;
  readonly namespace: string;
  readonly labels: StringMap;
}

/** Undefined for what is of no concern. */
export function projectPod(pod: Pod): CachedPod | undefined {
  const owner = controllerOf(pod.metadata);
  const controller = owner !== undefined && isSet(owner) ? owner : undefined;
  const series = seriesOf(pod);
  if (controller === undefined && series === undefined) return undefined;
  const isStranger = owner !== undefined && controller === undefined;
  return { view: podViewOf(isStranger ? bare(pod) : pod), controller, series };
}

/** Of a pod that others control and that stands where a member is to be, only that it is there counts. */
function bare({ metadata }: Pod): Pick<Pod, 'metadata' | 'spec' | 'status'> {
  const { name, uid, resourceVersion, ownerReferences, deletionTimestamp } = metadata;
  return {
    metadata: { name, uid, resourceVersion, ownerReferences, deletionTimestamp },
    spec: { containers: [] },
  };
}

export function projectClaim(claim: PersistentVolumeClaim): CachedClaim | undefined {
  const series = seriesOf(claim);
  if (series === undefined) return undefined;
  return {
    view: claimViewOf(claim, () => false),
    series,
    storageClass: claim.spec.storageClassName ?? '',
    bound: claim.status?.phase === 'Bound',
  };
}

export function projectRevision(revision: ControllerRevision): CachedRevision | undefined {
  const controller = controllerOf(revision.metadata);
  if (controller !== undefined && !isSet(controller)) return undefined;
  const { namespace = '', labels = {} } = revision.metadata;
  return { view: revisionViewOf(revision), controller, namespace, labels };
}

function isSet(owner: OwnerReference): boolean {
  return Object.values(setKinds).some((kind) => isOfKind(owner, kind));
}

function seriesOf({ metadata }: Named): string | undefined {
  const stem = splitName(metadata.name)?.stem;
  return stem === undefined ? undefined : `${metadata.namespace ?? ''}/${stem}`;
}

const some = (term: string | undefined): readonly string[] => (term === undefined ? [] : [term]);

/** By UID of the controlling set, and by the series that the name is of. */
export const podIndexes: Indexers<CachedPod | undefined> = {
  controller: (pod) => some(pod?.controller?.uid),
  series: (pod) => some(pod?.series),
};

export const claimIndexes: Indexers<CachedClaim | undefined> = {
  series: (claim) => some(claim?.series),
  storageClass: (claim) => some(claim?.storageClass),
};

/** By UID of the controlling set; those that nothing controls by namespace. */
export const revisionIndexes: Indexers<CachedRevision | undefined> = {
  controller: (revision) => some(revision?.controller?.uid),
  orphans: (revision) =>
    revision !== undefined && revision.controller === undefined ? [revision.namespace] : [],
};
