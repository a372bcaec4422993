import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { memberPodName, type Member } from '../../api/membership.js';
import { membersOf, type TakeOfflineRequest } from '../../api/offline/requests.js';
import { knownFailure } from '../failure.js';
import { keepAsking } from '../keep-asking.js';
import type { MemberResult, OperationResult } from './contract.js';
import { letGo, strikeOff, memberWaits, memberWrites, type Leaving, type LeavingView } from './let-go.js';
import { Operation } from './operation.js';
import { took, withUntouched, type Durations } from './result.js';

const stepsOf = (pod: string): Record<'guards' | 'drain' | 'again' | 'wish' | 'gone', string> => ({
  guards: `${pod}: guards`,
  drain: `${pod}: drain`,
  again: `${pod}: guards again`,
  wish: `${pod}: wish`,
  gone: `${pod}: gone`,
});

/**
 * Takes members of a cluster offline, one after the other: guards, drain, guards again, the wish into the spec, and the
 * proof that the pod is gone. Cancelled at any point it takes back what it did with the member in progress; members that
 * have gone before stay offline.
 */
export async function takeOrdinalsOffline(request: TakeOfflineRequest): Promise<OperationResult> {
  const operation = new Operation('TakeOffline', request);
  await operation.open();
  const members = membersOf(request);
  const pods = members.map((member) => memberPodName(request.name, member));
  operation.view.begin(pods.flatMap((pod) => Object.values(stepsOf(pod))));
  const results: MemberResult[] = [];
  const skipped: string[] = [];
  const ended = (outcome: OperationResult['outcome'], message: string): OperationResult => ({
    outcome,
    message,
    members: withUntouched(results, pods),
    durationMs: Date.now() - operation.startedAt,
    ...(request.force && { forced: { reason: request.force.reason, skipped } }),
  });

  for (const member of members) {
    const pod = memberPodName(request.name, member);
    const durations: Durations = {};
    try {
      skipped.push(...(await leave(operation, request, member, durations)));
      results.push({ member: pod, outcome: 'Offline', durations });
    } catch (error) {
      // What was done is taken back whether a person cancelled or something refused; neither may interrupt that.
      await CancellationScope.nonCancellable(() => undo(operation, member, error, durations));
      results.push({ member: pod, outcome: 'Undone', durations });
      if (!isCancellation(error)) throw error;
      const before = pods.slice(0, results.length - 1);
      const kept = before.length === 0 ? '' : ` Offline before that, and still: ${before.join(', ')}.`;
      const result = ended('Cancelled', `Cancelled; ${pod} is as it was.${kept}`);
      operation.view.become('Cancelled', result.message);
      await CancellationScope.nonCancellable(() => operation.report());
      return result;
    }
  }
  const result = ended('Done', `${pods.join(', ')} ${pods.length === 1 ? 'is' : 'are'} offline.`);
  operation.view.become('Done', result.message);
  // The member is gone: a cancellation that comes now is too late to undo anything.
  await CancellationScope.nonCancellable(() => operation.report());
  return result;
}

/** One member; answers the guards that were skipped. */
async function leave(
  operation: Operation,
  { name, force }: TakeOfflineRequest,
  member: Member,
  durations: Durations,
): Promise<readonly string[]> {
  const { ref, view } = operation;
  const pod = memberPodName(name, member);
  const step = stepsOf(pod);
  const forced = force?.reason;
  view.step(step.guards, 'Running');
  await operation.report();

  const clock = took();
  const leaving: Leaving = {
    ref,
    member,
    departure: 'offline',
    forced,
    wished: false,
    thorough: operation.thorough,
  };
  const { skipped } = await letGo(
    leaving,
    leavingView(operation, step, forced, (part) => {
      durations[part] = (durations[part] ?? 0) + clock();
    }),
  );
  if (forced !== undefined) view.step(step.again, 'Done', 'skipped by force');

  view.step(step.wish, 'Running');
  // A write in flight must have ended before it can be taken back.
  await CancellationScope.nonCancellable(() =>
    memberWrites.writeWish({ ref, member, offline: true, ...(forced !== undefined && { forced }) }),
  );
  view.step(step.wish, 'Done', 'the spec says so');
  await operation.tellCluster();

  view.step(step.gone, 'Running');
  await operation.report();
  const gone = await keepAsking(
    (shown) => memberWaits.proveGone({ ref, member, ...shown }),
    ({ detail }) => view.step(step.gone, 'Running', detail),
  );
  durations.stopMs = clock();
  if (operation.thorough) {
    const shown = ({ detail }: { readonly detail: string }): void =>
      view.step(step.gone, 'Running', `${gone.detail}; ${detail}`);
    await strikeOff(leaving, { drain: shown, drained: shown });
  }
  view.step(step.gone, 'Done', gone.detail);
  return skipped === '' ? [] : [skipped];
}

function leavingView(
  operation: Operation,
  step: ReturnType<typeof stepsOf>,
  forced: string | undefined,
  passed: (part: 'guardsMs' | 'moveMs') => void,
): LeavingView {
  const { view } = operation;
  const named = (again: boolean): string => (again ? step.again : step.guards);
  return {
    async guards({ detail, guards }, again) {
      view.saw(guards);
      view.step(named(again), 'Blocked', detail);
      await operation.report();
    },
    async guardsPassed({ detail, guards, reached }, again) {
      view.saw(guards);
      const shown = reached ? detail : `skipped by force (${forced ?? ''}): ${detail}`;
      view.step(named(again), 'Done', shown);
      passed('guardsMs');
      if (again) return;
      view.step(step.drain, 'Running');
      await operation.report();
    },
    drain({ detail, remaining }) {
      view.left(remaining);
      view.step(step.drain, 'Running', detail);
    },
    drained({ detail, remaining }) {
      view.left(remaining);
      view.step(step.drain, 'Done', detail);
      passed('moveMs');
      view.step(step.again, 'Running');
    },
  };
}

/** Takes back wish and drain of the member. A cluster that is gone or replaced has nothing to take back. */
async function undo(
  operation: Operation,
  member: Member,
  reason: unknown,
  durations: Durations,
): Promise<void> {
  const { ref, view } = operation;
  const pod = memberPodName(ref.name, member);
  const name = `${pod}: taken back`;
  const clock = took();
  const failure = knownFailure(reason);
  const why = isCancellation(reason) ? 'cancelled' : (failure?.sentence ?? String(reason));
  view.append(name);
  view.step(name, 'Running', why);
  view.become('Undoing', `${name}: ${why}`);
  try {
    await operation.report();
    const { changed } = await memberWrites.writeWish({ ref, member, offline: false });
    if (changed) await operation.tellCluster();
    const undrained = await keepAsking(
      (shown) => memberWaits.undrainMember({ ref, member, ...shown }),
      ({ detail }) => view.become('Undoing', `${name}: ${detail}`),
    );
    view.step(name, 'Done', undrained.detail);
  } catch (error) {
    const gone = knownFailure(error);
    if (gone?.kind !== 'NotFound' && gone?.kind !== 'Conflict') throw error;
    view.step(name, 'Done', gone.sentence);
  }
  durations.undoMs = clock();
  if (isCancellation(reason)) return;
  view.become('Failed', failure === undefined ? why : `${failure.sentence} ${failure.remedy}`);
  await operation.report();
}
