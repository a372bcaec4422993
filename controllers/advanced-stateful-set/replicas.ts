import { StatewrightError } from '../../api/errors/index.js';
import { ordinalAddressesOf, type OrdinalAddresses } from '../../api/network/ordinal-addresses.js';
import { eachOrdinal } from '../../api/ordinals.js';
import type { Draft } from './draft.js';
import { identityLabels, identityMatches, newPod, podName, revisionOf, storageMatches } from './identity.js';
import type { Member } from './membership.js';
import { missingClaims, obstacleTo, terminatingClaim } from './new-claims.js';
import { hasEnded, isAvailable, isFaulty } from './pod-state.js';
import { revisionFor, type Situation } from './situation.js';

/** Most pods made by one decision (`MaxBatchSize` of apps/v1); the next one goes on. */
export const mostCreations = 500;

/** As many things wrong with the annotation as a person reads in one line. */
const mostReasons = 3;

/** How far the walk over the wanted ordinals came. */
export interface Walk {
  /** To the end: in OrderedReady, every wanted pod is available. */
  readonly complete: boolean;
  /** What OrderedReady waits for, as a clause: `web-2 to become ready`. */
  readonly waitsFor: string | undefined;
  /** Pods remain to be made for which there was no room in this decision. */
  readonly cutShort: boolean;
}

type Step = { readonly kind: 'on' } | { readonly kind: 'stop' | 'made'; readonly waitsFor: string };

const on: Step = { kind: 'on' };
const stop = (waitsFor: string): Step => ({ kind: 'stop', waitsFor });

/**
 * Brings about the pods of the wanted ordinals, lowest first. Where OrderedReady stops, Parallel goes on:
 *
 * | the ordinal's pod                                | what is done                          | OrderedReady |
 * | ------------------------------------------------ | ------------------------------------- | ------------ |
 * | failed or succeeded                              | delete it                             | stops        |
 * | failed or succeeded, terminating                 |                                       | stops        |
 * | missing, its name or a claim of it is in the way | say so                                | stops        |
 * | missing, its address in the annotation is unclear | say so                               | stops        |
 * | missing                                          | make its claims, then it              | stops        |
 * | pending                                          | make the claims it lacks              | stops        |
 * | terminating                                      |                                       | stops        |
 * | faulty or updated in place, of another revision  | delete it (in Parallel, update.ts does) | stops       |
 * | not ready, or not available, or updated in place |                                       | stops        |
 * | available                                        | give it its labels back if they differ | goes on     |
 *
 * Offline ordinals are not on the way, and nothing here waits for their pods to be gone.
 */
export function decideReplicas(situation: Situation, draft: Draft): Walk {
  const ordered = situation.set.spec.podManagementPolicy === 'OrderedReady';
  const wishes = ordinalAddressesOf(situation.set.annotations);
  warnOfMalformed(wishes, draft);
  let creations = 0;
  for (const ordinal of eachOrdinal(situation.ordinals.wanted)) {
    const member = situation.members.wanted.get(ordinal);
    if (member === undefined && creations === mostCreations) {
      return { complete: false, waitsFor: undefined, cutShort: true };
    }
    const step =
      member === undefined
        ? decideMissing(situation, draft, ordinal, wishes)
        : decidePresent(situation, draft, member);
    if (step.kind === 'made') creations += 1;
    if (ordered && step.kind !== 'on') return { complete: false, waitsFor: step.waitsFor, cutShort: false };
  }
  return { complete: true, waitsFor: undefined, cutShort: false };
}

/** Said even if no pod waits for it: the pod that will is the one that somebody needs back. */
function warnOfMalformed({ reasons }: OrdinalAddresses, draft: Draft): void {
  if (reasons.length === 0) return;
  const { sentence, remedy } = new StatewrightError('OrdinalAddressesMalformed', {
    reason: reasons.slice(0, mostReasons).join('; '),
  });
  draft.warn('OrdinalAddressesMalformed', 'Create', `${sentence} ${remedy}`);
}

/**
 * A pod gets the address that the set's annotation names for it. It waits if it is named there and the address is not clear:
 * it would start with another, and keep that.
 */
function decideMissing(situation: Situation, draft: Draft, ordinal: number, wishes: OrdinalAddresses): Step {
  const { set } = situation;
  const name = podName(set, ordinal);
  if (wishes.unclear.has(ordinal)) return stop(`the address of ${name} to be clear`);
  const ip = wishes.byOrdinal.get(ordinal)?.join(',');
  const obstacle = obstacleTo(situation, ordinal);
  if (obstacle !== undefined) {
    draft.warn(obstacle.reason, 'Create', obstacle.note);
    return stop(`${name} to be made`);
  }
  for (const claim of missingClaims(situation, ordinal)) draft.add(name, claim);
  const { name: revision, template } = revisionFor(situation, ordinal);
  const manifest = newPod(set, { template, revision, ordinal, ip });
  draft.add(name, { kind: 'createPod', name, manifest });
  return { kind: 'made', waitsFor: `${name} to become ready` };
}

function decidePresent(situation: Situation, draft: Draft, { ordinal, pod }: Member): Step {
  const { set, now } = situation;
  const { name, uid, resourceVersion } = pod;
  const ordered = set.spec.podManagementPolicy === 'OrderedReady';
  if (hasEnded(pod)) {
    if (!pod.terminating) draft.add(name, { kind: 'deletePod', name, uid, reason: 'ended' });
    return stop(`${name}, which has ended, to be gone`);
  }
  if (pod.phase === 'Pending') decidePending(situation, draft, ordinal);
  if (pod.terminating) return stop(`${name} to be gone`);
  if (ordered && isReplaceable(situation, { ordinal, pod })) {
    draft.add(name, { kind: 'deletePod', name, uid, reason: 'faulty', resourceVersion });
    return stop(`${name}, which is faulty and outdated, to be gone`);
  }
  if (!pod.ready) return stop(`${name} to become ready`);
  if (!isAvailable(pod, set.spec.minReadySeconds, now)) {
    return stop(`${name} to have been ready for ${set.spec.minReadySeconds} seconds`);
  }
  if (pod.inPlace === 'underWay') return stop(`${name} to be updated in place`);
  if (!identityMatches(pod)) {
    draft.add(name, { kind: 'relabelPod', name, uid, labels: identityLabels(set, ordinal) });
  }
  if (!storageMatches(set, pod, ordinal)) {
    draft.warn(
      'StorageDiffers',
      'Update',
      `Pod ${name} has other volumes than the set asks for until it is replaced.`,
    );
  }
  return on;
}

/** A claim that was deleted before its pod was scheduled would hold the pod up for ever. */
function decidePending(situation: Situation, draft: Draft, ordinal: number): void {
  const name = podName(situation.set, ordinal);
  const obstacle = terminatingClaim(situation, ordinal);
  if (obstacle !== undefined) draft.warn(obstacle.reason, 'Create', obstacle.note);
  else for (const claim of missingClaims(situation, ordinal)) draft.add(name, claim);
}

/**
 * In OrderedReady a faulty revision would be waited for and never replaced, and so would an update in place that the
 * machine puts off. A newer revision replaces such a pod: it is not counted on, and nobody has to delete it by hand.
 */
function isReplaceable(situation: Situation, { ordinal, pod }: Member): boolean {
  return (
    situation.set.spec.update.type === 'RollingUpdate' &&
    (isFaulty(pod, situation.now) || pod.inPlace === 'underWay') &&
    revisionOf(pod) !== revisionFor(situation, ordinal).name
  );
}
