import { nodeTypeSetName } from '../../api/names.js';
import { isToBeOnline } from '../../api/online-members.js';
import { advancedStatefulSets } from '../../kubernetes/resources/index.js';
import type { ClusterRef } from '../cluster/contract.js';
import type { MemberDependencies } from './dependencies.js';
import { readMembers, type LiveMembers } from './live-members.js';
import { membersIn, obstacleOf, type RolloutMember, type SetTold } from './rollout.js';

/** A node type in the middle of a rollout, read live a moment ago. */
export interface Rollout {
  readonly live: LiveMembers;
  readonly set: SetTold | undefined;
  /** Why nothing may be restarted yet; undefined if it may. */
  readonly obstacle: string | undefined;
  /** Members that the spec asks for. */
  readonly members: readonly RolloutMember[];
}

/** Throws StatewrightError as `readLiveCluster`. */
export async function readRollout(
  dependencies: MemberDependencies,
  ref: ClusterRef,
  nodeType: string,
): Promise<Rollout> {
  const { namespace, name } = ref;
  // The set first: what a pod is held against must not be newer than the pod.
  const set = await dependencies.kubernetes.get(advancedStatefulSets, {
    namespace,
    name: nodeTypeSetName(name, nodeType),
  });
  const live = await readMembers(dependencies, ref);
  const asked = live.spec.nodeTypes.find((entry) => entry.name === nodeType);
  const ordinals = [...Array(asked?.replicas ?? 0).keys()].filter(
    (ordinal) => asked !== undefined && isToBeOnline(asked, ordinal),
  );
  return {
    live,
    set,
    obstacle: obstacleOf(set),
    members: membersIn(name, nodeType, ordinals, { pods: live.podObjects, set, now: Date.now() }),
  };
}
