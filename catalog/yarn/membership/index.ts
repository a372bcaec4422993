import type { Departure, Guard, MemberAccess, Membership, MoveReport } from '../../../api/membership.js';
import { memberHost } from '../../member-host.js';
import { isHost } from '../../hadoop/identity.js';
import { isActive, lookAtCluster, nodeOf } from '../cluster-view.js';
import { nodeManagerGuards } from './guards.js';
import { drainNodeManager, settleNodeManager, undrainNodeManager } from './nodemanagers.js';
import { inRestartOrder } from '../../restart-order.js';

const isManager = ({ member }: MemberAccess): boolean => member.nodeType === 'resourcemanager';

/** The ResourceManager is alone: applications go on without it for a while, and it remembers them. */
const nothingToMove: MoveReport = {
  done: true,
  detail: 'It has nothing to move.',
  remaining: { containers: 0 },
};

/** How NodeManagers leave and come back. */
export const yarnMembership: Membership = {
  guards: (access, departure) => (isManager(access) ? Promise.resolve([]) : guards(access, departure)),
  drain: (access) => (isManager(access) ? Promise.resolve(nothingToMove) : drainNodeManager(access)),
  undrain: (access) => (isManager(access) ? Promise.resolve(nothingToMove) : undrainNodeManager(access)),
  settle: (access) => (isManager(access) ? settleManager(access) : settleNodeManager(access)),
  // Highest ordinal first, as sets do: no NodeManager leads.
  restartOrder: (access, nodeType) => Promise.resolve(inRestartOrder(access.pods, nodeType)),
};

async function guards(access: MemberAccess, departure: Departure): Promise<readonly Guard[]> {
  const view = await lookAtCluster(access);
  const { cluster, member, pods } = access;
  const othersDown = pods.filter(
    (pod) =>
      pod.nodeType === 'nodemanager' &&
      pod.ordinal !== member.ordinal &&
      !view.nodes.some((node) => isActive(node) && isHost(node.host, memberHost(cluster, pod))),
  );
  const node = nodeOf(view, cluster, member);
  return nodeManagerGuards({ view, node, othersDown: othersDown.map(({ name }) => name) }, departure);
}

async function settleManager(access: MemberAccess): Promise<MoveReport> {
  const { nodes } = await lookAtCluster(access);
  const active = nodes.filter(isActive).length;
  const done = active > 0;
  return {
    done,
    detail: done ? `${active} NodeManagers have found it.` : 'No NodeManager has found it yet.',
    remaining: { members: done ? 0 : 1 },
  };
}
