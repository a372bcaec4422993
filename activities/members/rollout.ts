import { memberPodName, type Guard, type Member } from '../../api/membership.js';
import { explainPod, isPodReady } from '../../api/pod-reason.js';
import { isFaultyPod } from '../../api/pod-faults.js';
import type { Pod } from '../../kubernetes/resources/index.js';

/** What is read of a set to tell whether it has taken up a change. */
export interface SetTold {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly generation?: number | undefined;
  };
  readonly spec: { readonly paused?: boolean | undefined };
  readonly status?:
    | {
        readonly observedGeneration?: number | undefined;
        readonly updateRevision?: string | undefined;
      }
    | undefined;
}

export type RolloutState = 'Missing' | 'Ending' | 'Updated' | 'Starting' | 'Faulty' | 'Outdated';

/** A member that the spec asks for, and how far the rollout is with it. */
export interface RolloutMember {
  readonly member: Member;
  readonly pod: Pod | undefined;
  readonly state: RolloutState;
}

/** Label in which a pod says of which revision it is (k8s.io/api apps/v1 `ControllerRevisionHashLabelKey`). */
const revisionLabel = 'controller-revision-hash';

/** Why nothing can be said or done about the pods of a set yet; undefined if it can. */
export function obstacleOf(set: SetTold | undefined): string | undefined {
  if (set === undefined) return 'the set does not exist yet';
  if (set.spec.paused === true) {
    return `the set does nothing while its spec.paused is true: AdvancedStatefulSet ${set.metadata.name}`;
  }
  const { observedGeneration, updateRevision } = set.status ?? {};
  if (observedGeneration !== set.metadata.generation || updateRevision === undefined) {
    return 'the set has not taken up the new spec yet';
  }
  return undefined;
}

/**
 * | pod of the member                          | state    | what the rollout does                                |
 * | ------------------------------------------ | -------- | ---------------------------------------------------- |
 * | none                                       | Missing  | waits for it before the next restart                 |
 * | on its way out                             | Ending   | the same                                             |
 * | of the update revision, ready              | Updated  | nothing                                              |
 * | of the update revision, not ready          | Starting | waits for it before the next restart                 |
 * | of another, not ready, and faulty          | Faulty   | replaces it at once: nothing is taken away           |
 * | of another                                 | Outdated | restarts it when it is its turn and its guards hold  |
 *
 * @param now milliseconds since the epoch
 */
export function rolloutStateOf(
  pod: Pod | undefined,
  updateRevision: string | undefined,
  now: number,
): RolloutState {
  if (pod === undefined) return 'Missing';
  if (pod.metadata.deletionTimestamp !== undefined) return 'Ending';
  if (pod.metadata.labels?.[revisionLabel] === updateRevision)
    return isPodReady(pod) ? 'Updated' : 'Starting';
  return isFaultyPod(pod, now) ? 'Faulty' : 'Outdated';
}

/**
 * The member to restart next, which restart of the node type it is and of how many. Faulty ones come first, then those in the
 * order that the system gives, then those that it does not know, from the highest ordinal.
 */
export function nextRestartOf(
  members: readonly RolloutMember[],
  order: readonly Member[],
): { readonly next: RolloutMember; readonly number: number; readonly of: number } | undefined {
  const left = members.filter(({ state }) => state === 'Outdated' || state === 'Faulty');
  const place = ({ member: { ordinal } }: RolloutMember): number => {
    const known = order.findIndex((member) => member.ordinal === ordinal);
    return known === -1 ? order.length : known;
  };
  const faulty = ({ state }: RolloutMember): number => Number(state === 'Faulty');
  const [next] = left.toSorted(
    (one, other) =>
      faulty(other) - faulty(one) || place(one) - place(other) || other.member.ordinal - one.member.ordinal,
  );
  return next && { next, number: members.length - left.length + 1, of: members.length };
}

/** What must hold whatever the system is: that the member comes back, and that those of its like that went before are back. */
export function platformGuards(
  { nodeType, ordinal }: Member,
  members: readonly RolloutMember[],
  obstacle: string | undefined,
): readonly Guard[] {
  const others = members.filter(({ member }) => member.ordinal !== ordinal);
  const away = others.filter(({ pod }) => pod === undefined || !isPodReady(pod));
  const shown = away.slice(0, mostNamed).map(reasonOf);
  const more = away.length - shown.length;
  return [
    {
      name: 'Its set makes it anew',
      holds: obstacle === undefined,
      detail: obstacle ?? 'the set follows its spec',
    },
    {
      name: `The others of ${nodeType} are ready`,
      holds: away.length === 0,
      detail: [
        `${others.length - away.length} of ${others.length}`,
        ...shown,
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join('; '),
    },
  ];
}

const mostNamed = 3;

function reasonOf({ member, pod }: RolloutMember): string {
  const name = `${member.nodeType} ${member.ordinal}`;
  const why = pod && explainPod(pod);
  return why === undefined ? `${name} has no pod` : `${name}: ${why.reason}: ${why.message}`;
}

/** The pods of the members of a node type that the spec asks for; those of others of that name are left out. */
export function membersIn(
  cluster: string,
  nodeType: string,
  ordinals: readonly number[],
  {
    pods,
    set,
    now,
  }: { readonly pods: readonly Pod[]; readonly set: SetTold | undefined; readonly now: number },
): readonly RolloutMember[] {
  return ordinals.map((ordinal) => {
    const member = { nodeType, ordinal };
    const name = memberPodName(cluster, member);
    const pod = pods.find((candidate) => candidate.metadata.name === name);
    return { member, pod, state: rolloutStateOf(pod, set?.status?.updateRevision, now) };
  });
}

/** Whether the set made this pod: only then is it ours to delete. */
export function isPodOf(set: SetTold, pod: Pod): boolean {
  return (pod.metadata.ownerReferences ?? []).some(
    (owner) => owner.uid === set.metadata.uid && owner.controller === true,
  );
}
