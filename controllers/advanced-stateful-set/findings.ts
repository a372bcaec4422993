import type { Notice } from './draft.js';
import { revisionOf } from './identity.js';
import type { PodView } from './model.js';
import { uncounted, type Situation } from './situation.js';
import type { Finding } from './status.js';

/** As many as a person reads in one condition. */
const mostShown = 3;

/** What was found while deciding. */
export interface Findings {
  readonly warnings: readonly Notice[];
  /** What OrderedReady waits for, as a clause. */
  readonly waitsFor: string | undefined;
}

export function findingsOf(situation: Situation, found: Findings): readonly Finding[] {
  return [
    available(situation),
    progressing(situation, found.waitsFor),
    degraded(situation, found.warnings),
    paused(situation.set.spec.paused),
  ];
}

/** Of a set whose spec cannot be followed. */
export function findingsOfRefused(problems: readonly string[], isPaused: boolean): readonly Finding[] {
  const message = shown(problems);
  return [
    { type: 'Progressing', status: 'False', reason: 'InvalidSpec', message: 'The spec cannot be followed.' },
    { type: 'Degraded', status: 'True', reason: 'InvalidSpec', message },
    paused(isPaused),
  ];
}

/**
 * | wanted pods                            | Available                |
 * | -------------------------------------- | ------------------------ |
 * | none: all are offline, or replicas is 0 | True, NoPodWanted       |
 * | all can be counted on                  | True, AllAvailable       |
 * | some cannot                            | False, PodsUnavailable   |
 */
function available(situation: Situation): Finding {
  const { wantedCount } = situation;
  const count = wantedCount - uncounted(situation);
  if (wantedCount === 0) {
    return { type: 'Available', status: 'True', reason: 'NoPodWanted', message: 'No pod is wanted.' };
  }
  const message = `${count} of ${wantedCount} pods are available.`;
  return count === wantedCount
    ? { type: 'Available', status: 'True', reason: 'AllAvailable', message }
    : { type: 'Available', status: 'False', reason: 'PodsUnavailable', message };
}

/**
 * The first of these that holds:
 *
 * | state                                          | Progressing               |
 * | ---------------------------------------------- | ------------------------- |
 * | the set is being deleted                       | True, Deleting            |
 * | paused                                         | False, Paused             |
 * | a pod of an offline ordinal is there           | True, TakingOffline       |
 * | a pod of a condemned ordinal is there          | True, ScalingDown         |
 * | a wanted pod does not exist                    | True, CreatingPods        |
 * | a wanted pod is to be updated                  | True, Updating            |
 * | a wanted pod cannot be counted on              | True, WaitingForPods      |
 * | a wanted pod is of another revision, OnDelete  | False, UpdatesOnDelete    |
 * | otherwise                                      | False, Complete           |
 */
function progressing(situation: Situation, waitsFor: string | undefined): Finding {
  const { set, members, wantedCount, decided } = situation;
  const { update, start, paused: isPaused } = set.spec;
  const wanted = [...members.wanted.values()];
  const outdated = wanted.filter(({ pod }) => revisionOf(pod) !== decided.update.name);
  const due = outdated.filter(({ ordinal }) => ordinal >= start + update.partition);
  const missing = wantedCount - wanted.length;
  const unavailable = uncounted(situation);

  const going = (reason: string, message: string): Finding => ({
    type: 'Progressing',
    status: 'True',
    reason,
    message: waitsFor === undefined ? `${message}.` : `${message}; waits for ${waitsFor}.`,
  });
  const resting = (reason: string, message: string): Finding => ({
    type: 'Progressing',
    status: 'False',
    reason,
    message,
  });
  if (set.terminating) return going('Deleting', 'The set is being deleted');
  if (isPaused) return resting('Paused', 'Nothing is done while spec.paused is set.');
  if (members.offline.length > 0) {
    return going('TakingOffline', `Pods of offline ordinals are to end: ${names(members.offline)}`);
  }
  if (members.condemned.length > 0) {
    return going('ScalingDown', `Pods out of range are to end: ${names(members.condemned)}`);
  }
  if (missing > 0) return going('CreatingPods', `${missing} of ${wantedCount} pods do not exist yet`);
  if (update.type === 'RollingUpdate' && due.length > 0) {
    return going('Updating', `${due.length} of ${wantedCount} pods are to be updated`);
  }
  if (unavailable > 0)
    return going('WaitingForPods', `${unavailable} of ${wantedCount} pods are not available`);
  if (update.type === 'OnDelete' && outdated.length > 0) {
    const message = `${outdated.length} of ${wantedCount} pods are updated when somebody deletes them.`;
    return resting('UpdatesOnDelete', message);
  }
  return resting('Complete', 'Everything asked for is in place.');
}

function degraded({ members }: Situation, warnings: readonly Notice[]): Finding {
  const stuck = [...members.wanted.values()]
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .flatMap(({ pod }) => (pod.ready || pod.stuck === undefined ? [] : [`${pod.name}: ${pod.stuck}`]));
  const messages = [...stuck, ...warnings.map(({ note }) => note)];
  if (messages.length === 0) {
    return { type: 'Degraded', status: 'False', reason: 'AsExpected', message: 'Nothing is in the way.' };
  }
  const reason = stuck.length > 0 ? 'PodStuck' : (warnings[0]?.reason ?? 'PodStuck');
  return { type: 'Degraded', status: 'True', reason, message: shown(messages) };
}

function paused(isPaused: boolean): Finding {
  return isPaused
    ? { type: 'Paused', status: 'True', reason: 'Paused', message: 'spec.paused is set.' }
    : { type: 'Paused', status: 'False', reason: 'NotPaused', message: 'spec.paused is not set.' };
}

function names(members: readonly { readonly pod: Pick<PodView, 'name'> }[]): string {
  return shown(
    members.map(({ pod }) => pod.name),
    ', ',
  );
}

function shown(texts: readonly string[], separator = ' '): string {
  const more = texts.length - mostShown;
  const first = texts.slice(0, mostShown);
  return (more > 0 ? [...first, `and ${more} more`] : first).join(separator);
}
