import type { VolumeClaimTemplate } from '../../api/pod-template.js';
import type { CreateClaim } from './actions.js';
import { claimName, podName } from './identity.js';
import type { ClaimView, SetView } from './model.js';
import { controllerReference, ownerOf } from './owners.js';
import { isOwnedByFormerPod } from './retention.js';
import type { Situation } from './situation.js';

/** Why a pod must not be made yet. */
export interface Obstacle {
  readonly reason: 'ClaimTerminating' | 'ClaimStale' | 'NameTaken';
  /** A sentence. */
  readonly note: string;
}

/**
 * What stands in the way of the pod of an ordinal that has none; undefined if nothing does. A claim that is being deleted
 * would take the new pod's data with it, and so would one that a former pod owns.
 */
export function obstacleTo(situation: Situation, ordinal: number): Obstacle | undefined {
  const { set, members } = situation;
  const pod = podName(set, ordinal);
  if (members.strangers.has(pod)) {
    const note = `Pod ${pod} waits: a pod of this name exists that does not belong to the set.`;
    return { reason: 'NameTaken', note };
  }
  const terminating = terminatingClaim(situation, ordinal);
  if (terminating !== undefined) return terminating;
  const stale = claimsOfOrdinal(situation, ordinal).find((claim) => isOwnedByFormerPod(claim, pod));
  if (stale === undefined) return undefined;
  const note = `Pod ${pod} waits: its claim ${stale.name} is about to be deleted with the pod before it.`;
  return { reason: 'ClaimStale', note };
}

/** A claim of the ordinal that is being deleted, as what its pod waits for. */
export function terminatingClaim(situation: Situation, ordinal: number): Obstacle | undefined {
  const claim = claimsOfOrdinal(situation, ordinal).find(({ terminating }) => terminating);
  if (claim === undefined) return undefined;
  const note = `Pod ${podName(situation.set, ordinal)} waits: its claim ${claim.name} is being deleted.`;
  return { reason: 'ClaimTerminating', note };
}

function claimsOfOrdinal({ set, claims }: Situation, ordinal: number): readonly ClaimView[] {
  return set.spec.volumeClaimTemplates.flatMap(
    (template) => claims.get(claimName(set, template, ordinal)) ?? [],
  );
}

/** The claims that the pod of a wanted ordinal lacks. */
export function missingClaims({ set, claims }: Situation, ordinal: number): readonly CreateClaim[] {
  return set.spec.volumeClaimTemplates
    .filter((template) => !claims.has(claimName(set, template, ordinal)))
    .map((template) => newClaim(set, template, ordinal));
}

/**
 * The claim as apps/v1 makes it (pkg/controller/statefulset `getPersistentVolumeClaims`). The owner that `whenDeleted`
 * calls for is on it from the start, which spares a second request for each claim.
 */
export function newClaim(set: SetView, template: VolumeClaimTemplate, ordinal: number): CreateClaim {
  const name = claimName(set, template, ordinal);
  const { labels, annotations, finalizers, ownerReferences = [] } = template.metadata;
  const isManaged = ownerReferences.some(({ controller }) => controller === true);
  const owners =
    set.spec.retention.whenDeleted === 'Delete' && !isManaged
      ? [...ownerReferences, controllerReference(ownerOf(set))]
      : ownerReferences;
  return {
    kind: 'createClaim',
    name,
    manifest: {
      metadata: {
        name,
        namespace: set.namespace,
        labels: { ...labels, ...set.spec.selector.matchLabels },
        ...(annotations !== undefined && { annotations }),
        ...(finalizers !== undefined && { finalizers }),
        ...(owners.length > 0 && { ownerReferences: owners }),
      },
      spec: template.spec,
    },
  };
}
