import { StatewrightError } from '../../api/errors/index.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import type { Guard, Member, MoveReport } from '../../api/membership.js';
import { forcedAnnotation } from '../../api/offline/requests.js';
import { isToBeOnline } from '../../api/online-members.js';
import type { GuardsReport, LeavingMember, MoveWaitReport } from './contract.js';

/** The guards that do not hold, with their numbers, as one sentence; empty if all hold. */
export function blockers(guards: readonly Guard[]): string {
  return guards
    .filter((guard) => !guard.holds)
    .map(({ name, detail }) => `${name}: ${detail}`)
    .join('; ');
}

export function guardsReport(guards: readonly Guard[]): GuardsReport {
  const blocked = blockers(guards);
  if (blocked !== '') return { reached: false, detail: blocked, guards };
  const detail = guards.length === 0 ? 'the system has no guards' : `all ${guards.length} guards hold`;
  return { reached: true, detail, guards };
}

/** What stands in for the guards while the system gives no answer: then nobody may go. */
export function unansweredGuard(error: StatewrightError): Guard {
  return { name: 'The system answers', holds: false, detail: error.sentence };
}

/**
 * Whether the wait for a drain is over.
 *
 * | the system says | member is dead | forced | over |
 * | --------------- | -------------- | ------ | ---- |
 * | done            | any            | any    | yes  |
 * | not done        | no             | any    | no   |
 * | not done        | yes            | no     | no   |
 * | not done        | yes            | yes    | yes  |
 */
export function drainReport(
  { done, detail, remaining }: MoveReport,
  { dead, forced }: { readonly dead: boolean; readonly forced: boolean },
): MoveWaitReport {
  if (done || !dead) return { reached: done, detail, remaining };
  if (!forced) return { reached: false, detail: `the member gives no answer; ${detail}`, remaining };
  return {
    reached: true,
    detail: `not waited for, as the member is dead and force was asked for; ${detail}`,
    remaining,
  };
}

/** Whether the spec asks for this member to run. A node type that was dropped asks for none. */
export function isWanted({ nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>, member: Member): boolean {
  const nodeType = nodeTypes.find(({ name }) => name === member.nodeType);
  return nodeType !== undefined && isToBeOnline(nodeType, member.ordinal);
}

/**
 * Members that run and are to leave, in the order in which they go: those to be offline from the lowest ordinal, then
 * those of a scale-down from the highest. Members of a node type that the spec dropped are not among them: such a node
 * type keeps no volumes, or was scaled to zero before.
 */
export function leavingMembers(
  { nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>,
  running: readonly Member[],
  annotations: Readonly<Record<string, string>>,
): readonly LeavingMember[] {
  return nodeTypes.flatMap((nodeType) => {
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
