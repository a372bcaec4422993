import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { memberPodName, type Member } from '../../api/membership.js';
import { membersOf, type BringOnlineRequest } from '../../api/offline/requests.js';
import { knownFailure } from '../failure.js';
import { keepAsking } from '../keep-asking.js';
import type { MemberResult, OperationResult } from './contract.js';
import { memberWaits, memberWrites } from './let-go.js';
import { Operation } from './operation.js';
import { took, withUntouched, type Durations } from './result.js';

const stepsOf = (pod: string): Record<'wish' | 'undrain' | 'settle', string> => ({
  wish: `${pod}: wish`,
  undrain: `${pod}: drain marks`,
  settle: `${pod}: joined and balanced`,
});

/**
 * Brings members of a cluster back, one after the other: the wish into the spec, the marks of the drain cleared, and the
 * member joined with its share. Cancelled, it stops waiting; a member whose wish is written comes online all the same.
 */
export async function bringOrdinalsOnline(request: BringOnlineRequest): Promise<OperationResult> {
  const operation = new Operation('BringOnline', request);
  await operation.open();
  const members = membersOf(request);
  const pods = members.map((member) => memberPodName(request.name, member));
  operation.view.begin(pods.flatMap((pod) => Object.values(stepsOf(pod))));
  const results: MemberResult[] = [];
  const ended = (outcome: OperationResult['outcome'], message: string): OperationResult => ({
    outcome,
    message,
    members: withUntouched(results, pods),
    durationMs: Date.now() - operation.startedAt,
  });

  for (const member of members) {
    const pod = memberPodName(request.name, member);
    const state = { wished: false };
    const durations: Durations = {};
    try {
      await comeBack(operation, member, state, durations);
      results.push({ member: pod, outcome: 'Online', durations });
    } catch (error) {
      if (!isCancellation(error)) {
        const failure = knownFailure(error);
        operation.view.become('Failed', failure ? `${failure.sentence} ${failure.remedy}` : String(error));
        await operation.report();
        throw error;
      }
      if (state.wished) results.push({ member: pod, outcome: 'Online', durations });
      const fate = state.wished ? `${pod} comes online by itself` : `${pod} stays offline`;
      const result = ended('Cancelled', `Cancelled; ${fate}.`);
      operation.view.become('Cancelled', result.message);
      await CancellationScope.nonCancellable(() => operation.report());
      return result;
    }
  }
  const result = ended('Done', `${pods.join(', ')} ${pods.length === 1 ? 'is' : 'are'} online.`);
  operation.view.become('Done', result.message);
  await CancellationScope.nonCancellable(() => operation.report());
  return result;
}

async function comeBack(
  operation: Operation,
  member: Member,
  state: { wished: boolean },
  durations: Durations,
): Promise<void> {
  const { ref, view } = operation;
  const step = stepsOf(memberPodName(ref.name, member));
  const clock = took();
  view.step(step.wish, 'Running');
  await operation.report();
  // Once it may have been written it counts as written: the spec tells, and nobody has to undo it.
  await CancellationScope.nonCancellable(async () => {
    await memberWrites.writeWish({ ref, member, offline: false });
    state.wished = true;
  });
  view.step(step.wish, 'Done', 'the spec says so');
  await operation.tellCluster();

  // First of all: a member that joins with the marks of its drain gets nothing.
  view.step(step.undrain, 'Running');
  const undrained = await keepAsking(
    (shown) => memberWaits.undrainMember({ ref, member, ...shown }),
    ({ detail }) => view.step(step.undrain, 'Running', detail),
  );
  durations.moveMs = clock();
  view.step(step.undrain, 'Done', undrained.detail);

  view.step(step.settle, 'Running');
  await operation.report();
  const settled = await keepAsking(
    (shown) => memberWaits.settleMember({ ref, member, ...shown }),
    ({ detail, remaining }) => {
      view.left(remaining);
      view.step(step.settle, 'Running', detail);
    },
  );
  durations.settleMs = clock();
  view.step(step.settle, 'Done', settled.detail);
}
