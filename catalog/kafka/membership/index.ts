import type { Member, MemberAccess, Membership } from '../../../api/membership.js';
import { lookAtCluster } from '../cluster-view.js';
import { memberHost } from '../../member-host.js';
import { nodeId } from '../identity.js';
import { drainBroker, guardBroker, settleBroker, undrainBroker } from './brokers.js';
import {
  controllerGuards,
  drainController,
  settleController,
  undrainController,
  type ControllerHost,
} from './controllers.js';
import { inRestartOrder } from '../../restart-order.js';

const isController = ({ member }: MemberAccess): boolean => member.nodeType === 'controller';

const byName: ControllerHost = ({ cluster, member }) => memberHost(cluster, member);

/** How brokers and controllers leave and come back. `host` tells where controllers reach each other. */
export function kafkaMembership(host: ControllerHost = byName): Membership {
  return {
    guards: async (access, departure) =>
      isController(access)
        ? controllerGuards(await lookAtCluster(access), access.member, departure)
        : guardBroker(access, departure),
    drain: (access) => (isController(access) ? drainController(access) : drainBroker(access)),
    undrain: (access) => (isController(access) ? undrainController(access, host) : undrainBroker(access)),
    settle: (access) => (isController(access) ? settleController(access, host) : settleBroker(access)),
    restartOrder,
  };
}

/** Highest ordinal first, as sets do; the controller that leads last, so that the lead changes once. */
async function restartOrder(
  access: Omit<MemberAccess, 'member'>,
  nodeType: string,
): Promise<readonly Member[]> {
  if (nodeType !== 'controller') return inRestartOrder(access.pods, nodeType);
  const { quorum } = await lookAtCluster(access);
  return inRestartOrder(access.pods, nodeType, (member) => nodeId(member) === quorum?.leader);
}
