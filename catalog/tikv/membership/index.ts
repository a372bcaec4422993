import { memberPodName, type Member, type MemberAccess, type Membership } from '../../../api/membership.js';
import { memberHost } from '../../member-host.js';
import { askingAnyPd } from '../pd/asking.js';
import { readPd, readView } from '../pd/read-view.js';
import { drainPd, pdGuards, settlePd, undrainPd } from './pd-members.js';
import { storeGuards } from './store-guards.js';
import { drainStore, settleStore, undrainStore } from './stores.js';
import { inRestartOrder } from '../../restart-order.js';

const isPd = ({ member }: MemberAccess): boolean => member.nodeType === 'pd';
const nameOf = ({ cluster, member }: MemberAccess): string => memberPodName(cluster.name, member);
const hostOf = ({ cluster, member }: MemberAccess): string => memberHost(cluster, member);

/** How members of PD and stores leave and come back: docs/components/tikv.md. */
export const tikvMembership: Membership = {
  guards: async (access, departure) => {
    const view = await askingAnyPd(access, readView);
    return isPd(access)
      ? pdGuards(view, nameOf(access), departure)
      : storeGuards(view, hostOf(access), departure);
  },
  drain: (access) =>
    askingAnyPd(access, (api) =>
      isPd(access) ? drainPd(api, nameOf(access)) : drainStore(api, hostOf(access)),
    ),
  undrain: (access) =>
    askingAnyPd(access, (api) =>
      isPd(access) ? undrainPd(api, nameOf(access)) : undrainStore(api, hostOf(access)),
    ),
  settle: (access) =>
    askingAnyPd(access, (api) =>
      isPd(access) ? settlePd(api, nameOf(access)) : settleStore(api, hostOf(access)),
    ),
  restartOrder: async (access, nodeType) => {
    if (nodeType !== 'pd') return restartOrder(access, nodeType, undefined);
    const { leader } = await askingAnyPd(access, readPd);
    return restartOrder(access, nodeType, leader);
  },
};

/** Highest ordinal first, as sets do; the member of PD that leads last, so that the lead changes once. */
export function restartOrder(
  access: Pick<MemberAccess, 'cluster' | 'pods'>,
  nodeType: string,
  leader: string | undefined,
): readonly Member[] {
  return inRestartOrder(
    access.pods,
    nodeType,
    (member) => memberPodName(access.cluster.name, member) === leader,
  );
}
