import { selectorMatches } from '../../api/label-selector.js';
import { adoptionAnnotation } from '../../client/adoption/annotation.js';
import type { Key } from '../runtime/store.js';
import type { ClassReflector, MemberCaches } from './cache.js';
import type { CachedClaim } from './cached-members.js';
import { claimSeries } from './identity.js';
import type { InPlaceRefusals } from './in-place-refusals.js';
import type { ClaimView, Observation, PodView, RevisionView, SetView } from './model.js';
import { setsOverlapping, type Peers } from './selection.js';

/** The caches in which a set is seen. */
export interface Sources {
  readonly members: MemberCaches;
  readonly classes: ClassReflector;
  /** Sets of all kinds that may stand in each other's way. */
  readonly peers: readonly Peers[];
  readonly refusals: InPlaceRefusals;
}

/** Puts together from the caches what is known of one set. Looks only at what indexes name, whatever else there is. */
export function observe(sources: Sources, set: SetView, resizeSupported: boolean): Observation {
  const pods = podsOf(sources, set);
  const key: Key = `${set.namespace}/${set.name}`;
  return {
    set,
    pods,
    claims: claimsOf(sources, set),
    revisions: revisionsOf(sources, set),
    overlapping: overlappingOf(sources, set),
    inPlaceRefused: sources.refusals.among(key, new Set(pods.map(({ uid }) => uid))),
    resizeSupported,
  };
}

/** Pods that the set controls, whatever their names, and all that have the name of a member, whosever they are. */
function podsOf({ members }: Sources, { namespace, name, uid }: SetView): readonly PodView[] {
  const { store } = members.pods;
  const keys = new Set([
    ...store.keysBy('series', `${namespace}/${name}`),
    ...store.keysBy('controller', uid),
  ]);
  return Array.from(keys, (key) => store.get(key)?.view).filter((view) => view !== undefined);
}

function claimsOf({ members, classes }: Sources, set: SetView): ReadonlyMap<string, ClaimView> {
  const { store } = members.claims;
  const claims = claimSeries(set)
    .flatMap((series) => store.keysBy('series', `${set.namespace}/${series}`))
    .map((key) => store.get(key))
    .filter((claim) => claim !== undefined);
  return new Map(
    claims.map((claim) => [
      claim.view.name,
      claimView(claim, classes.store.get(claim.storageClass) ?? false),
    ]),
  );
}

/**
 * A claim that is not bound yet cannot grow (k8s.io/kubernetes plugin/pkg/admission/storage/persistentvolume/resize): its
 * size is held back until it is, of which an event tells.
 */
function claimView({ view, bound }: CachedClaim, expandable: boolean): ClaimView {
  if (bound && !expandable) return view;
  return { ...view, expandable, ...(!bound && { requestedBytes: undefined }) };
}

/** While one set takes over from another, its history comes to it piece by piece, and is not looked at before it is whole. */
function revisionsOf(
  { members }: Sources,
  { namespace, uid, spec, annotations }: SetView,
): readonly RevisionView[] {
  if (annotations[adoptionAnnotation] !== undefined) return [];
  const { store } = members.revisions;
  const orphans = store
    .keysBy('orphans', namespace)
    .map((key) => store.get(key))
    .filter((revision) => revision !== undefined && selectorMatches(spec.selector, revision.labels));
  const own = store.keysBy('controller', uid).map((key) => store.get(key));
  return [...own, ...orphans].flatMap((revision) => (revision === undefined ? [] : [revision.view]));
}

/** While one set takes over from another, both select the same pods; that is the point of it. */
function overlappingOf({ peers }: Sources, set: SetView): readonly string[] {
  if (set.annotations[adoptionAnnotation] !== undefined) return [];
  return setsOverlapping(peers, set).map(({ kind, name }) => `${kind}/${name}`);
}
