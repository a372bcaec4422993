import type { ObservedCluster } from '../../activities/cluster/contract.js';
import type { GuardsReport } from '../../activities/members/contract.js';
import { describeError } from '../../api/errors/index.js';
import { memberPodName } from '../../api/membership.js';
import type { LeavingMember } from '../../api/offline/leaving.js';
import type { KnownFailure } from '../failure.js';
import { letGo, strikeOff } from '../offline/let-go.js';
import type { ClusterProcess } from './process.js';

/** Lets a member go that the spec no longer asks for, before its set is told; answers what to show of it. */
export async function leave(
  process: ClusterProcess,
  cluster: ObservedCluster,
  step: string,
  { member, departure, forced }: LeavingMember,
): Promise<string> {
  const ref = process.ref(cluster);
  const { progress } = process;
  const report = (): Promise<void> =>
    process.report(cluster, { observedGeneration: cluster.observedGeneration, formed: cluster.formed });
  let detail = '';
  const { skipped } = await letGo(
    { ref, member, departure, forced, wished: true, thorough: cluster.rollout !== undefined },
    {
      async guards(guards) {
        progress.saw(guards.guards);
        progress.hold(step, held(memberPodName(ref.name, member), guards));
        await report();
      },
      async guardsPassed(guards) {
        progress.saw(guards.guards);
        const wasHeld = progress.phase === 'Blocked';
        progress.goOn(step, 'Updating', guards.detail);
        if (wasHeld) await report();
      },
      drain: (moved) => progress.step(step, 'Running', moved.detail),
      drained: (moved) => {
        detail = moved.detail;
      },
    },
  );
  return skipped === '' ? detail : `${detail}; guards skipped by force: ${skipped}`;
}

/** The last of a member whose pod is gone; answers what to show of it. */
export async function strike(
  process: ClusterProcess,
  cluster: ObservedCluster,
  step: string,
  { member, departure, forced }: LeavingMember,
): Promise<string> {
  const ref = process.ref(cluster);
  let last = '';
  const shown = ({ detail }: { readonly detail: string }): void => {
    last = detail;
    process.progress.step(step, 'Running', detail);
  };
  await strikeOff(
    { ref, member, departure, forced, wished: true, thorough: true },
    { drain: shown, drained: shown },
  );
  return last;
}

function held(member: string, { detail }: GuardsReport): KnownFailure {
  const code = 'GuardsDoNotHold';
  return { ...describeError(code, { member, guards: detail }), code, problems: [] };
}
