import type { Departure, Guard, MemberAccess, Membership, MoveReport } from '../../../api/membership.js';
import { withDefaults } from '../../../api/defaults.js';
import { memberHost } from '../../member-host.js';
import { isHost } from '../../hadoop/identity.js';
import { dataNodeOf, hostOf, lookAtCluster } from '../cluster-view.js';
import { copies } from '../configuration.js';
import { hdfsRules } from '../rules.js';
import { drainDataNode, settleDataNode, undrainDataNode } from './datanodes.js';
import { dataNodeGuards, nameNodeGuards } from './guards.js';
import { inRestartOrder } from '../../restart-order.js';

const isNameNode = ({ member }: MemberAccess): boolean => member.nodeType === 'namenode';

/** A NameNode holds nothing that another could take: it is alone. */
const nothingToMove: MoveReport = { done: true, detail: 'It has nothing to move.', remaining: { blocks: 0 } };

/** How DataNodes leave and come back, and when the NameNode may be restarted. */
export const hdfsMembership: Membership = {
  guards,
  drain: (access) => (isNameNode(access) ? Promise.resolve(nothingToMove) : drainDataNode(access)),
  undrain: (access) => (isNameNode(access) ? Promise.resolve(nothingToMove) : undrainDataNode(access)),
  settle: (access) => (isNameNode(access) ? settleNameNode(access) : settleDataNode(access)),
  // Highest ordinal first, as sets do: no DataNode leads.
  restartOrder: (access, nodeType) => Promise.resolve(inRestartOrder(access.pods, nodeType)),
};

async function guards(access: MemberAccess, departure: Departure): Promise<readonly Guard[]> {
  const view = await lookAtCluster(access);
  if (isNameNode(access)) return nameNodeGuards(view);
  const { cluster, member, pods } = access;
  const othersDown = pods.filter(
    (pod) =>
      pod.nodeType === 'datanode' &&
      pod.ordinal !== member.ordinal &&
      !view.dataNodes.some(({ name, alive }) => alive && isHost(hostOf(name), memberHost(cluster, pod))),
  );
  return dataNodeGuards(
    {
      view,
      node: dataNodeOf(view, cluster, member),
      copies: copiesOf(access),
      othersDown: othersDown.map(({ name }) => name),
    },
    departure,
  );
}

/** What writers are told by the NameNode, unless they have a wish of their own. */
function copiesOf({ cluster }: MemberAccess): number {
  const { nodeTypes } = withDefaults(cluster.spec, hdfsRules);
  const wished = Number(nodeTypes.find(({ name }) => name === 'namenode')?.config?.['dfs.replication']);
  if (Number.isSafeInteger(wished) && wished > 0) return wished;
  return copies(nodeTypes.find(({ name }) => name === 'datanode')?.replicas ?? 1);
}

async function settleNameNode(access: MemberAccess): Promise<MoveReport> {
  const { safeMode } = await lookAtCluster(access);
  const done = safeMode === '';
  return { done, detail: done ? 'It serves.' : safeMode, remaining: { members: done ? 0 : 1 } };
}
