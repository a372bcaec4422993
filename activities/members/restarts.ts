import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { StatewrightError } from '../../api/errors/index.js';
import { memberPodName, type Member } from '../../api/membership.js';
import { explainPod, isPodReady } from '../../api/pod-reason.js';
import { pods, type Pod } from '../../kubernetes/resources/index.js';
import { awaitNews } from '../cluster/await-news.js';
import type { AwaitReport, ClusterRef } from '../cluster/contract.js';
import { nodeTypeSelector } from '../cluster/ownership.js';
import { podsChanged } from '../cluster/pods-changed.js';
import { waitingIo } from '../cluster/waiting-io.js';
import type { MemberActivities } from './contract.js';
import type { MemberDependencies } from './dependencies.js';
import type { LiveMembers } from './live-members.js';
import { readRollout, type Rollout } from './read-rollout.js';
import { isPodOf, nextRestartOf, type SetTold } from './rollout.js';

/** A local activity has 10 s; a system that does not say its order in time is restarted from the highest ordinal. */
const orderWithinMs = 5_000;

type Restarting = Pick<MemberActivities, 'replaceFaulty' | 'nextRestart' | 'replaceMember'>;

/** The activities that restart members. Pods are deleted by their UID, so that doing so twice ends no later pod. */
export function restartingActivities(dependencies: MemberDependencies): Restarting {
  const { kubernetes, ending } = dependencies;

  const end = async (set: SetTold | undefined, pod: Pod): Promise<void> => {
    const { namespace, name, uid } = pod.metadata;
    if (set === undefined || !isPodOf(set, pod)) {
      throw new StatewrightError('NotOurs', { kind: 'Pod', namespace: namespace ?? '', name });
    }
    try {
      await kubernetes.delete(pods, { namespace, name }, { uid });
    } catch (error) {
      // Another pod of the name already: the one that was to go is gone.
      if (!(error instanceof StatewrightError && error.code === 'KubernetesConflict')) throw error;
    }
    heartbeat(`ended ${name}`);
  };

  /** They may wait for each other, so all go at once. */
  const endFaulty = async ({ set, obstacle, members }: Rollout): Promise<readonly string[]> => {
    if (obstacle !== undefined) return [];
    const faulty = members.flatMap(({ state, pod }) => (state === 'Faulty' && pod ? [pod] : []));
    for (const pod of faulty) await end(set, pod);
    return faulty.map(({ metadata }) => metadata.name);
  };

  const waitForPods = (
    request: { readonly ref: ClusterRef; readonly shown: string; readonly quietMs: number },
    nodeType: string,
    look: () => Promise<AwaitReport>,
  ): Promise<AwaitReport> => {
    const { ref } = request;
    const selected = { namespace: ref.namespace, labelSelector: nodeTypeSelector(ref.uid, nodeType) };
    const sign = (signal: AbortSignal): Promise<void> => podsChanged(kubernetes, selected, signal);
    return awaitNews(request, waitingIo(ending, look, sign, 1_000));
  };

  return {
    replaceFaulty(request) {
      const { ref, nodeType } = request;
      const ended = new Set<string>();
      return waitForPods(request, nodeType, async () => {
        const rollout = await readRollout(dependencies, ref, nodeType);
        if (rollout.obstacle !== undefined) return { reached: false, detail: rollout.obstacle };
        for (const name of await endFaulty(rollout)) ended.add(name);
        const names = [...ended].toSorted();
        const detail = names.length === 0 ? '' : `replaced, as they did not serve: ${names.join(', ')}`;
        return { reached: true, detail };
      });
    },

    async nextRestart(ref, nodeType) {
      const { live, members } = await readRollout(dependencies, ref, nodeType);
      const { next, number, of } = nextRestartOf(members, await orderOf(live, nodeType)) ?? {};
      if (next?.pod === undefined || number === undefined || of === undefined) return undefined;
      return { member: next.member, uid: next.pod.metadata.uid, number, of };
    },

    replaceMember(request) {
      const { ref, member, uid } = request;
      const name = memberPodName(ref.name, member);
      return waitForPods(request, member.nodeType, async () => {
        const rollout = await readRollout(dependencies, ref, member.nodeType);
        const { set, obstacle, live } = rollout;
        const pod = live.podObjects.find(({ metadata }) => metadata.name === name);
        await endFaulty(rollout);
        if (pod === undefined) return { reached: false, detail: `${name} is to be made anew` };
        if (pod.metadata.uid !== uid) {
          const why = explainPod(pod);
          return isPodReady(pod)
            ? { reached: true, detail: `${name} is ready anew` }
            : {
                reached: false,
                detail: `${name} starts${why?.stuck ? `: ${why.reason}: ${why.message}` : ''}`,
              };
        }
        if (pod.metadata.deletionTimestamp !== undefined)
          return { reached: false, detail: `${name} is ending` };
        if (obstacle !== undefined) return { reached: false, detail: obstacle };
        await end(set, pod);
        return { reached: false, detail: `${name} is ending` };
      });
    },
  };
}

async function orderOf(live: LiveMembers, nodeType: string): Promise<readonly Member[]> {
  const { membership } = live;
  if (membership === undefined) return [];
  const limit = AbortSignal.timeout(orderWithinMs);
  const signal = AbortSignal.any([cancellationSignal(), limit]);
  try {
    return await membership.restartOrder({ ...live.access({ nodeType, ordinal: 0 }), signal }, nodeType);
  } catch (error) {
    const silent = error instanceof StatewrightError && error.kind === 'Unavailable';
    if (silent || limit.aborted) return [];
    throw error;
  }
}
