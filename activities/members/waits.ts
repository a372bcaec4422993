import { StatewrightError } from '../../api/errors/index.js';
import { memberPodName, type Member, type MoveReport } from '../../api/membership.js';
import { formatKey, label } from '../../api/names.js';
import { isWanted } from '../../api/offline/leaving.js';
import { pods } from '../../kubernetes/resources/index.js';
import { awaitNews } from '../cluster/await-news.js';
import type { AwaitReport, AwaitRequest } from '../cluster/contract.js';
import { readLiveCluster } from '../cluster/live-cluster.js';
import { clusterSelector } from '../cluster/ownership.js';
import { podsChanged } from '../cluster/pods-changed.js';
import { nothingTells, waitingIo } from '../cluster/waiting-io.js';
import type { GuardsReport, MemberActivities, MoveWaitReport } from './contract.js';
import { boundedBy, drainReport, guardsReport, unansweredGuard } from './decide.js';
import type { MemberDependencies } from './dependencies.js';
import { isDead, readMembers, type LiveMembers } from './live-members.js';
import { assessRestart } from './restart-guards.js';

/** Data systems tell nobody when a move has ended; asked this often, little time is lost after it. */
const askAgainMs = 1_000;
/** A look at the guards asks more of the system. */
const assessAgainMs = 3_000;

const nothingToMove: MoveReport = {
  done: true,
  detail: 'the component has nothing to move',
  remaining: {},
};

type Waiting = Pick<
  MemberActivities,
  | 'assessGuards'
  | 'drainMember'
  | 'undrainMember'
  | 'settleMember'
  | 'settleMembers'
  | 'proveGone'
  | 'undrainStaying'
>;

/** `answer`, or `otherwise` while the system gives none: a wait says so and goes on. */
async function unlessUnanswered<T>(
  answer: Promise<T>,
  otherwise: (error: StatewrightError) => T,
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StatewrightError && error.kind === 'Unavailable') return otherwise(error);
    throw error;
  }
}

/** The activities that wait for the data system. To run one twice asks the system for the same again. */
export function waitingActivities(dependencies: MemberDependencies): Waiting {
  const { kubernetes, ending, operations } = dependencies;

  const waitFor = <R extends AwaitReport>(
    request: AwaitRequest,
    look: () => Promise<R>,
    lookAgainMs: number,
  ): Promise<R> => awaitNews(request, waitingIo(ending, look, nothingTells, lookAgainMs));

  const move = async (
    members: LiveMembers,
    member: Member,
    verb: 'drain' | 'undrain' | 'settle',
  ): Promise<MoveReport> => {
    const { membership } = members;
    if (membership === undefined) return nothingToMove;
    return unlessUnanswered(membership[verb](members.access(member)), (error) => ({
      done: false,
      detail: error.sentence,
      remaining: {},
    }));
  };
  const reported = ({ done, detail, remaining }: MoveReport): MoveWaitReport => ({
    reached: done,
    detail,
    remaining,
  });

  return {
    assessGuards(request) {
      const { ref, member, departure } = request;
      const look = async (): Promise<GuardsReport> => {
        if (departure === 'restart') return assessRestart(dependencies, ref, member);
        const members = await readMembers(dependencies, ref);
        const { membership } = members;
        if (membership === undefined) return guardsReport([]);
        const asked = membership.guards(members.access(member), departure);
        return guardsReport(await unlessUnanswered(asked, (error) => [unansweredGuard(error)]));
      };
      return waitFor(request, look, assessAgainMs);
    },

    drainMember(request) {
      const { ref, member, forced, whileWished, untilMs } = request;
      const look = async (): Promise<MoveWaitReport> => {
        const members = await readMembers(dependencies, ref);
        if (whileWished && isWanted(members.spec, member)) {
          throw new StatewrightError('MemberStays', { member: memberPodName(ref.name, member) });
        }
        const report = await move(members, member, 'drain');
        const shown = drainReport(report, { dead: isDead(members, member), forced });
        return boundedBy(shown, untilMs, Date.now());
      };
      return waitFor(request, look, askAgainMs);
    },

    undrainMember(request) {
      const { ref, member } = request;
      const look = async (): Promise<MoveWaitReport> =>
        reported(await move(await readMembers(dependencies, ref), member, 'undrain'));
      return waitFor(request, look, askAgainMs);
    },

    settleMember(request) {
      const { ref, member } = request;
      const look = async (): Promise<MoveWaitReport> => {
        const members = await readMembers(dependencies, ref);
        if (isDead(members, member)) {
          return { reached: false, detail: 'the member is not ready yet', remaining: {} };
        }
        return reported(await move(members, member, 'settle'));
      };
      return waitFor(request, look, askAgainMs);
    },

    settleMembers(request) {
      const { ref, untilMs } = request;
      const look = async (): Promise<AwaitReport> => {
        const members = await readMembers(dependencies, ref);
        for (const member of request.members) {
          if (!isWanted(members.spec, member)) continue;
          const name = memberPodName(ref.name, member);
          const report = isDead(members, member)
            ? { done: false, detail: 'not ready yet' }
            : await move(members, member, 'settle');
          if (report.done) continue;
          return boundedBy({ reached: false, detail: `${name}: ${report.detail}` }, untilMs, Date.now());
        }
        return { reached: true, detail: `${request.members.length} have joined and carry their share` };
      };
      return waitFor(request, look, askAgainMs);
    },

    proveGone(request) {
      const { ref, member } = request;
      const { namespace } = ref;
      const name = memberPodName(ref.name, member);
      const look = async (): Promise<AwaitReport> => {
        const pod = await kubernetes.get(pods, { namespace, name });
        // Somebody else's pod may have the name by now; the member is gone then too.
        if (pod?.metadata.labels?.[label.clusterUid] !== ref.uid) {
          return {
            reached: true,
            detail: `Kubernetes has no pod ${formatKey({ namespace, name })} of the cluster`,
          };
        }
        const { cluster } = await readLiveCluster(dependencies, ref);
        const ending = pod.metadata.deletionTimestamp !== undefined;
        const told = cluster.status?.message;
        const waits = told === undefined ? '' : `; the cluster: ${told}`;
        return { reached: false, detail: ending ? `${name} is ending` : `${name} still runs${waits}` };
      };
      const sign = (signal: AbortSignal): Promise<void> =>
        podsChanged(kubernetes, { namespace, labelSelector: clusterSelector(ref.uid) }, signal);
      return awaitNews(request, waitingIo(ending, look, sign));
    },

    undrainStaying(request) {
      const { ref, untilMs } = request;
      const look = async (): Promise<AwaitReport> => {
        const members = await readMembers(dependencies, ref);
        if (members.membership === undefined) return { reached: true, detail: '' };
        const leaving = await operations.find(ref);
        if (leaving === 'any') return { reached: true, detail: 'left to the operation that is starting' };
        const isLeaving = (pod: Member): boolean =>
          leaving?.some((it) => it.nodeType === pod.nodeType && it.ordinal === pod.ordinal) ?? false;
        const staying = members.pods.filter((pod) => isWanted(members.spec, pod) && !isLeaving(pod));
        for (const { name, nodeType, ordinal } of staying) {
          const { done, detail } = await move(members, { nodeType, ordinal }, 'undrain');
          if (!done) {
            return boundedBy({ reached: false, detail: `${name}: ${detail}` }, untilMs, Date.now());
          }
        }
        return { reached: true, detail: `${staying.length} members take their share` };
      };
      return waitFor(request, look, askAgainMs);
    },
  };
}
