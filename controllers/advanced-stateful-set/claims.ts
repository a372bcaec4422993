import type { VolumeClaimTemplate } from '../../api/pod-template.js';
import { parseQuantity } from '../../api/quantity.js';
import type { UpdateClaim } from './actions.js';
import type { Draft } from './draft.js';
import { podName, splitName } from './identity.js';
import type { ClaimView, SetView } from './model.js';
import { placeOf, type Place } from './ordinals.js';
import { isManagedByOthers, retentionOf } from './retention.js';
import type { Situation } from './situation.js';

/**
 * On a claim whose ordinal is offline while `whenScaled` is Delete. An offline ordinal has no pod that could own its
 * claims; if the range is taken below it, the mark tells them from claims that an earlier policy retained.
 */
export const offlineMark = 'statewright.io/offline-ordinal';

interface OwnClaim {
  readonly claim: ClaimView;
  readonly template: VolumeClaimTemplate;
  readonly ordinal: number;
  readonly place: Place;
}

function* claimsOf({ set, claims, ordinals }: Situation): Generator<OwnClaim> {
  const templates = new Map(
    set.spec.volumeClaimTemplates.map((template) => [`${template.metadata.name}-${set.name}`, template]),
  );
  if (templates.size === 0) return;
  for (const claim of claims.values()) {
    const split = splitName(claim.name);
    const template = split && templates.get(split.stem);
    if (split === undefined || template === undefined) continue;
    yield { claim, template, ordinal: split.ordinal, place: placeOf(ordinals, split.ordinal) };
  }
}

/**
 * What becomes of each claim that there is; one that is being deleted is left alone:
 *
 * | ordinal   | pod   | claim                           | policy                  |                             |
 * | --------- | ----- | ------------------------------- | ----------------------- | --------------------------- |
 * | wanted    |       | owners, size or mark differ     |                         | update                      |
 * | offline   | there | owners, size or mark differ     |                         | update                      |
 * | offline   | gone  | managed by nobody else          | offline volumes: Delete | delete                      |
 * | offline   | gone  | otherwise, if it differs        |                         | update                      |
 * | condemned | there | owners differ                   |                         | update, once its turn comes |
 * | condemned | gone  | marked, managed by nobody else  | whenScaled: Delete      | delete                      |
 * | condemned | gone  | marked                          | whenScaled: Retain      | update: take the mark off   |
 * | condemned | gone  | not marked                      |                         | leave                       |
 *
 * @param reachedCondemned whether the pods of condemned ordinals are about to be ended
 */
export function decideClaims(situation: Situation, draft: Draft, reachedCondemned: boolean): void {
  const { set, members } = situation;
  const { offlineVolumes, retention } = set.spec;
  for (const own of claimsOf(situation)) {
    const { claim, ordinal, place } = own;
    if (claim.terminating) continue;
    const pod = podName(set, ordinal);
    // A pod that was let go has the name and the claims of a member still.
    const isGone = !members.all.has(ordinal) && !members.strangers.has(pod);
    const deletes =
      (place === 'offline' && offlineVolumes === 'Delete') ||
      (place === 'condemned' && claim.markedOffline && retention.whenScaled === 'Delete');
    if (isGone && deletes && !isManagedByOthers(set, claim)) {
      draft.add(pod, { kind: 'deleteClaim', name: claim.name, uid: claim.uid, podToBeGone: pod });
      continue;
    }
    const update = updateOf(situation, own, draft, reachedCondemned);
    if (update !== undefined) draft.add(pod, update);
  }
}

function updateOf(
  { set, members }: Situation,
  own: OwnClaim,
  draft: Draft,
  reachedCondemned: boolean,
): UpdateClaim | undefined {
  const { claim, ordinal, place } = own;
  const member = members.all.get(ordinal);
  const condemned = place === 'condemned';
  const due = condemned ? reachedCondemned && member !== undefined : true;
  const pod = { name: podName(set, ordinal), uid: member?.pod.uid };
  const { owners, conflict } = due
    ? retentionOf(set, claim, pod, condemned)
    : { owners: undefined, conflict: false };
  if (conflict) {
    draft.warn(
      'ConflictingController',
      'Retain',
      `Claim ${claim.name} is managed by another controller; the retention policy does not apply to it.`,
    );
  }
  const mark =
    set.spec.retention.whenScaled === 'Delete' && (place === 'offline' || (condemned && claim.markedOffline));
  const storage = condemned ? undefined : growthOf(set, own, draft);
  if (owners === undefined && mark === claim.markedOffline && storage === undefined) return undefined;
  const { name, uid, resourceVersion } = claim;
  return {
    kind: 'updateClaim',
    name,
    uid,
    resourceVersion,
    ...(owners !== undefined && { ownerReferences: owners }),
    ...(mark !== claim.markedOffline && { annotations: { [offlineMark]: mark ? 'true' : null } }),
    ...(storage !== undefined && { storage }),
  };
}

/** The template's request if the claim is to grow to it. Claims that somebody made larger stay as they are. */
function growthOf(
  { spec }: SetView,
  { claim, template }: Pick<OwnClaim, 'claim' | 'template'>,
  draft: Draft,
): string | undefined {
  const requested = template.spec.resources?.requests?.storage;
  if (!spec.growClaims || requested === undefined || claim.requestedBytes === undefined) return undefined;
  const bytes = parseQuantity(String(requested));
  if (bytes === undefined || bytes <= claim.requestedBytes) return undefined;
  if (claim.expandable) return String(requested);
  draft.warn(
    'ClaimNotExpandable',
    'Grow',
    `Claim ${claim.name} stays smaller than the ${requested} of its template: its StorageClass does not let it grow.`,
  );
  return undefined;
}
