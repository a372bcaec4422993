import type { Member, MemberAccess, Membership, MoveReport } from '../../../api/membership.js';
import { serverLine } from '../configuration.js';
import { roleOf, serverId } from '../identity.js';
import { unavailable } from '../unavailable.js';
import { changeList, lookAtEnsemble, type Ensemble } from './ensemble.js';
import { judgeGuards } from './guards.js';
import { nextOfDrain, nextOfReturn, nextOfUndrain, type NextStep } from './next-step.js';
import { inRestartOrder } from '../../restart-order.js';

/** The line of a member in ZooKeeper's list of servers. */
export type MemberLine = (access: MemberAccess) => string;

const byName: MemberLine = ({ cluster, member }) => serverLine(cluster, member);

/** How servers and observers leave and come back: docs/components/zookeeper.md. `line` tells where others reach a member. */
export function zookeeperMembership(line: MemberLine = byName): Membership {
  const going = async (
    access: MemberAccess,
    next: (ensemble: Ensemble, id: number, access: MemberAccess) => NextStep,
  ): Promise<MoveReport> => {
    const ensemble = await lookAtEnsemble(access);
    if (ensemble === undefined) throw unavailable('the cluster', 'the servers have no leader');
    const step = next(ensemble, serverId(access.member), access);
    if (step.change === 'leave') await changeList(access, { leaving: serverId(access.member) });
    if (step.change === 'join') await changeList(access, { joining: line(access) });
    return step.report;
  };
  const role = ({ member }: MemberAccess) => roleOf(member.nodeType);
  return {
    guards: async (access, departure) =>
      judgeGuards(await lookAtEnsemble(access), serverId(access.member), departure),
    drain: (access) => going(access, nextOfDrain),
    undrain: (access) => going(access, (ensemble, id) => nextOfUndrain(ensemble, id, role(access))),
    settle: (access) => going(access, (ensemble, id) => nextOfReturn(ensemble, id, role(access))),
    restartOrder: async (access, nodeType) =>
      restartOrder(access.pods, nodeType, (await lookAtEnsemble(access))?.leader),
  };
}

/** Highest ordinal first, as sets do; who leads comes last, so that the lead changes once. */
export function restartOrder(
  pods: readonly Member[],
  nodeType: string,
  leader: number | undefined,
): readonly Member[] {
  return inRestartOrder(pods, nodeType, (member) => serverId(member) === leader);
}
