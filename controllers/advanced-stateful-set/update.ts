import type { PodTemplate } from '../../api/pod-template.js';
import { mostUnavailable } from './budget.js';
import type { Draft } from './draft.js';
import { revisionOf } from './identity.js';
import { inPlaceActions, inPlaceChange, type InPlaceChange } from './in-place.js';
import type { Member } from './membership.js';
import { canBeCountedOn, hasEnded, isFaulty } from './pod-state.js';
import { templateOf } from './revision-data.js';
import { revisionFor, uncounted, type Situation } from './situation.js';

/** How many pods an update may still take away. */
interface Budget {
  /** Of pods that can be counted on. */
  left: number;
  /** Of pods that do not serve and may recover: fewer than the budget may be replaced at a time. */
  leftOfRecovering: number;
}

/**
 * Brings pods from the partition on to the update revision, highest first, and faulty ones below it back to the current. In OrderedReady it is called only when every
 * wanted pod is available and no condemned one is left.
 *
 * | pod of another revision                | replaced                                                          |
 * | -------------------------------------- | ----------------------------------------------------------------- |
 * | terminating, or ended                  | (already under way)                                               |
 * | not ready, and faulty                  | at once: nothing is taken away                                    |
 * | not ready otherwise                    | while fewer than maxUnavailable pods are being replaced           |
 * | in the middle of an update in place    | the same; it counts as unavailable already                        |
 * | ready                                  | while fewer than maxUnavailable wanted pods cannot be counted on  |
 * | ready, and the change can be in place  | not replaced: changed, within the same budget                     |
 *
 * A pod whose machine cannot give it the resources that it was resized to is taken for one of another revision. Missing
 * and terminating pods cannot be counted on.
 */
export function decideUpdate(situation: Situation, draft: Draft): void {
  const { set, now, members, wantedCount } = situation;
  const { update } = set.spec;
  if (update.type === 'OnDelete') return;
  const first = set.spec.start + update.partition;
  const outdated = [...members.wanted.values()]
    .filter(({ ordinal, pod }) => ordinal >= first || isFaulty(pod, now))
    .filter(({ pod }) => !pod.terminating && !hasEnded(pod))
    .filter((member) => isOutdated(situation, member))
    .toSorted((a, b) => b.ordinal - a.ordinal);
  if (outdated.length === 0) return;

  const most = mostUnavailable(update.maxUnavailable, wantedCount);
  const budget = { left: most - uncounted(situation), leftOfRecovering: most - underReplacement(situation) };
  const changes = new Changes(situation);
  for (const member of outdated) decideOutdated(situation, draft, member, budget, changes);
}

function isOutdated(situation: Situation, { ordinal, pod }: Member): boolean {
  return revisionOf(pod) !== revisionFor(situation, ordinal).name || pod.inPlace === 'infeasible';
}

function decideOutdated(
  { set, now, decided }: Situation,
  draft: Draft,
  { pod }: Member,
  budget: Budget,
  changes: Changes,
): void {
  const { name, uid, resourceVersion } = pod;
  if (isFaulty(pod, now)) {
    draft.add(name, { kind: 'deletePod', name, uid, reason: 'faulty', resourceVersion });
    return;
  }
  if (!pod.ready || pod.inPlace === 'underWay') {
    if (budget.leftOfRecovering <= 0) return;
    budget.leftOfRecovering -= 1;
    draft.add(name, { kind: 'deletePod', name, uid, reason: 'outdated', resourceVersion });
    return;
  }
  if (budget.left <= 0) return;
  if (canBeCountedOn(pod, set.spec.minReadySeconds, now)) budget.left -= 1;
  const change = changes.of(pod);
  if (change === undefined) {
    draft.add(name, { kind: 'deletePod', name, uid, reason: 'outdated' });
    return;
  }
  for (const action of inPlaceActions(pod, change, decided.update.name)) draft.add(name, action);
}

/** Wanted pods that are gone, going, or new and not yet to be counted on. */
function underReplacement({ set, now, members, wantedCount, decided }: Situation): number {
  let staying = 0;
  for (const { pod } of members.wanted.values()) {
    const isNew = revisionOf(pod) === decided.update.name;
    if (!pod.terminating && (!isNew || canBeCountedOn(pod, set.spec.minReadySeconds, now))) staying += 1;
  }
  return wantedCount - staying;
}

/** The changes in place from the revisions that pods are of; each is worked out once. */
class Changes {
  readonly #known = new Map<string, InPlaceChange | undefined>();

  constructor(private readonly situation: Situation) {}

  /** Undefined if the pod has to be replaced. */
  of(pod: Member['pod']): InPlaceChange | undefined {
    const { set, inPlaceRefused } = this.situation;
    if (set.spec.update.podUpdatePolicy !== 'InPlaceIfPossible') return undefined;
    if (inPlaceRefused.has(pod.uid) || pod.inPlace !== 'settled') return undefined;
    const revision = revisionOf(pod);
    if (!this.#known.has(revision)) this.#known.set(revision, this.#from(revision));
    return this.#known.get(revision);
  }

  #from(revision: string): InPlaceChange | undefined {
    const { revisions, decided, resizeSupported } = this.situation;
    const data = revisions.find(({ name }) => name === revision)?.data;
    const template: PodTemplate | undefined = data === undefined ? undefined : templateOf(data);
    return template && inPlaceChange(template, decided.update.template, resizeSupported);
  }
}
