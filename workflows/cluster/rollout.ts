import { workflowInfo, proxyActivities } from '@temporalio/workflow';
import type {
  AwaitReport,
  AwaitRequest,
  ClusterRef,
  ObservedCluster,
} from '../../activities/cluster/contract.js';
import type { GuardsReport, MemberActivities, RestartToDo } from '../../activities/members/contract.js';
import { describeError } from '../../api/errors/index.js';
import { memberPodName, type Member } from '../../api/membership.js';
import { forcedRestartAnnotation } from '../../api/restarts.js';
import { asking } from '../activity-options.js';
import type { KnownFailure } from '../failure.js';
import { keepAsking } from '../keep-asking.js';
import { memberLooks, memberWaits, memberWrites } from '../offline/let-go.js';
import type { ClusterProcess } from './process.js';
import { keepWaiting } from './wait.js';

/** Members that joined, or were restarted by force, and do not get their share within this time hold up nothing any longer. */
export const settleWithinMs = 10 * 60_000;

type Replacing = Pick<MemberActivities, 'replaceFaulty' | 'replaceMember'>;
/** They end pods: whoever cancels one must know that it ends no more. */
const replacing = proxyActivities<Replacing>(asking);

/** Replaces the members of a node type that do not serve and are of an older revision; answers what to show of it. */
export function mend(
  process: ClusterProcess,
  cluster: ObservedCluster,
  step: string,
  nodeType: string,
): Promise<string> {
  const ref = process.ref(cluster);
  return keepWaiting(process.progress, step, (shown) => replacing.replaceFaulty({ ref, nodeType, ...shown }));
}

/** `unfinished`: the history is long; the run that continues this one restarts the others. */
export type RolloutEnd = { readonly finished: boolean; readonly detail: string };

/**
 * Restarts the members of a node type that are of an older revision, one after the other: the next is chosen by a look, since who
 * leads may change with every restart, and goes when all guards hold. It has come back when its new pod is ready and the system
 * says that it carries its share.
 */
export async function rollOut(
  process: ClusterProcess,
  cluster: ObservedCluster,
  step: string,
  nodeType: string,
): Promise<RolloutEnd> {
  const ref = process.ref(cluster);
  const details = [await mend(process, cluster, step, nodeType)];
  for (let restarts = 0; ; restarts += 1) {
    const todo = await memberLooks.nextRestart(ref, nodeType);
    if (todo === undefined) {
      details.push(restarts === 0 ? 'none to restart under guards' : `${restarts} restarted`);
      return { finished: true, detail: details.filter((detail) => detail !== '').join('; ') };
    }
    if (restarts > 0 && workflowInfo().continueAsNewSuggested) return { finished: false, detail: '' };
    await restart(process, cluster, step, todo);
  }
}

async function restart(
  process: ClusterProcess,
  cluster: ObservedCluster,
  parent: string,
  { member, uid, number, of }: RestartToDo,
): Promise<void> {
  const ref = process.ref(cluster);
  const { progress } = process;
  const step = `Restart ${member.nodeType} ${member.ordinal} (${number} of ${of})`;
  const report = (): Promise<void> =>
    process.report(cluster, { observedGeneration: cluster.observedGeneration, formed: cluster.formed });
  const shown = (text: string): void => progress.step(step, 'Running', text);
  progress.step(parent, 'Running', `${number} of ${of}`);
  progress.insert(step, parent);
  progress.step(step, 'Running', 'guards');
  await report();

  const guards = await keepAsking(
    (asked) => memberWaits.assessGuards({ ref, member, departure: 'restart', ...asked }),
    async (seen) => {
      progress.saw(seen.guards);
      progress.hold(step, held(memberPodName(ref.name, member), member.nodeType, seen));
      await report();
    },
  );
  progress.saw(guards.guards);
  const wasHeld = progress.phase === 'Blocked';
  progress.goOn(step, 'Updating', guards.detail);
  if (wasHeld) await report();
  if (guards.forced !== undefined) {
    await memberWrites.recordForce({ ref, member, reason: guards.forced, skipped: guards.detail });
  }

  await keepAsking(
    (asked) => replacing.replaceMember({ ref, member, uid, ...asked }),
    ({ detail }) => shown(detail),
  );
  const { forced } = guards;
  // Who forced it would rather go on than wait for a system that cannot say that it is well.
  const settled = await keepAsking<AwaitReport>(
    forced === undefined
      ? (asked) => memberWaits.settleMember({ ref, member, ...asked })
      : bounded(ref, member),
    ({ detail }) => shown(detail),
  );
  const skipped =
    forced === undefined ? guards.detail : `guards skipped by force (${forced}): ${guards.detail}`;
  progress.step(step, 'Done', [skipped, settled.detail].filter((text) => text !== '').join('; '));
}

function bounded(
  ref: ClusterRef,
  member: Member,
): (asked: Pick<AwaitRequest, 'shown' | 'quietMs'>) => Promise<AwaitReport> {
  const untilMs = Date.now() + settleWithinMs;
  return (asked) => memberWaits.settleMembers({ ref, members: [member], untilMs, ...asked });
}

function held(member: string, nodeType: string, { detail }: GuardsReport): KnownFailure {
  const code = 'RestartHeldUp';
  const annotation = forcedRestartAnnotation(nodeType);
  return { ...describeError(code, { member, guards: detail, annotation }), code, problems: [] };
}
