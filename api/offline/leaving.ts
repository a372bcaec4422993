import type { DistributedClusterSpec } from '../distributed-cluster.js';
import type { Member } from '../membership.js';
import { isToBeOnline } from '../online-members.js';
import { forcedAnnotation } from './requests.js';

/** A member that runs, and that the spec no longer asks for. */
export interface LeavingMember {
  readonly member: Member;
  readonly departure: 'offline' | 'scale-down';
  /** Reason for which its guards are skipped. */
  readonly forced?: string;
}

/** Whether the spec asks for this member to run. A node type that was dropped asks for none. */
export function isWanted({ nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>, member: Member): boolean {
  const nodeType = nodeTypes.find(({ name }) => name === member.nodeType);
  return nodeType !== undefined && isToBeOnline(nodeType, member.ordinal);
}

/**
 * Members that run and are to leave, in the order in which they go: those to be offline from the lowest ordinal, then
 * those of a scale-down from the highest. Last come those of node types that the spec dropped, as of a scale-down to none.
 */
export function leavingMembers(
  { nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>,
  running: readonly Member[],
  annotations: Readonly<Record<string, string>>,
): readonly LeavingMember[] {
  const asked = new Set(nodeTypes.map(({ name }) => name));
  const dropped = [...new Set(running.map(({ nodeType }) => nodeType))]
    .filter((nodeType) => !asked.has(nodeType))
    .toSorted()
    .map((name) => ({ name, replicas: 0 }));
  return [...nodeTypes, ...dropped].flatMap((nodeType) => {
    const leaving = running
      .filter((pod) => pod.nodeType === nodeType.name && !isToBeOnline(nodeType, pod.ordinal))
      .toSorted((one, other) => one.ordinal - other.ordinal);
    const offline = leaving.filter(({ ordinal }) => ordinal < nodeType.replicas);
    const beyond = leaving.filter(({ ordinal }) => ordinal >= nodeType.replicas).toReversed();
    const entry = ({ ordinal }: Member, departure: LeavingMember['departure']): LeavingMember => {
      const member = { nodeType: nodeType.name, ordinal };
      const forced = annotations[forcedAnnotation(member)];
      return { member, departure, ...(departure === 'offline' && forced !== undefined && { forced }) };
    };
    return [
      ...offline.map((member) => entry(member, 'offline')),
      ...beyond.map((member) => entry(member, 'scale-down')),
    ];
  });
}

/** Members that the spec asks for and that do not run, from the lowest ordinal of each node type. */
export function joiningMembers(
  { nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>,
  running: readonly Member[],
): readonly Member[] {
  const there = new Set(running.map(({ nodeType, ordinal }) => `${nodeType}-${ordinal}`));
  return nodeTypes.flatMap((nodeType) =>
    [...Array(nodeType.replicas).keys()]
      .filter((ordinal) => isToBeOnline(nodeType, ordinal) && !there.has(`${nodeType.name}-${ordinal}`))
      .map((ordinal) => ({ nodeType: nodeType.name, ordinal })),
  );
}
