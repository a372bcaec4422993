import type {
  Departure,
  Guard,
  Member,
  MemberAccess,
  Membership,
  MoveReport,
} from '../../../api/membership.js';
import { lookAtCluster } from '../cluster-view.js';
import { memberHost } from '../../member-host.js';
import { masterGuards, tserverGuards } from './guards.js';
import { takersOf } from './plan.js';
import { heldBy, look, serverOf, type MemberHost } from './scene.js';
import { freeSpace } from './space.js';
import { drainTserver, settleTserver, undrainTserver } from './tservers.js';
import { inRestartOrder } from '../../restart-order.js';

const isMaster = ({ member }: MemberAccess): boolean => member.nodeType === 'master';

/** How masters and tablet servers leave and come back. `host` tells under which names they register. */
export function kuduMembership(host: MemberHost = memberHost): Membership {
  return {
    guards: (access, departure) =>
      isMaster(access) ? guardMaster(access, departure, host) : guardTserver(access, departure, host),
    drain: (access) => (isMaster(access) ? staysMaster(access) : drainTserver(access, host)),
    undrain: (access) => (isMaster(access) ? staysMaster(access) : undrainTserver(access, host)),
    settle: (access) => (isMaster(access) ? settleMaster(access, host) : settleTserver(access, host)),
    restartOrder: (access, nodeType) => restartOrder(access, nodeType, host),
  };
}

async function guardMaster(
  access: MemberAccess,
  departure: Departure,
  host: MemberHost,
): Promise<readonly Guard[]> {
  return masterGuards(await lookAtCluster(access), host(access.cluster, access.member), departure);
}

/** The masters are a fixed list: one that is away keeps its vote, and the others go on without it. */
function staysMaster({ member }: MemberAccess): Promise<MoveReport> {
  return Promise.resolve({
    done: true,
    detail: `Master ${member.ordinal} holds nothing that must be moved.`,
    remaining: { replicas: 0 },
  });
}

async function settleMaster(access: MemberAccess, host: MemberHost): Promise<MoveReport> {
  const name = host(access.cluster, access.member);
  const { masters } = await lookAtCluster(access);
  const done = masters.some((master) => master.host === name && master.alive);
  const detail = `Master ${access.member.ordinal} ${done ? 'has joined' : 'has not joined'}.`;
  return { done, detail, remaining: { masters: done ? 0 : 1 } };
}

async function guardTserver(
  access: MemberAccess,
  departure: Departure,
  host: MemberHost,
): Promise<readonly Guard[]> {
  const scene = await look(access, host);
  const server = serverOf(scene.view, access, access.member, host);
  const held = server === undefined ? [] : ((await heldBy(scene, server.uuid)) ?? []);
  const takers = new Set(takersOf(scene.view, server?.uuid));
  const others = access.pods.filter((pod) => {
    const uuid = pod.nodeType === 'tserver' ? serverOf(scene.view, access, pod, host)?.uuid : undefined;
    return uuid !== undefined && takers.has(uuid) && pod.address !== undefined;
  });
  const free = await Promise.all(others.map(({ address }) => freeSpace(address ?? '', access.signal)));
  const space = {
    bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
    free: free.reduce<number | undefined>(
      (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one * 0.9),
      0,
    ),
  };
  return tserverGuards(scene.view, server?.uuid, access.member, departure, space);
}

/** Highest ordinal first, as sets do; the master that leads last, so that the lead changes once. */
async function restartOrder(
  access: Omit<MemberAccess, 'member'>,
  nodeType: string,
  host: MemberHost,
): Promise<readonly Member[]> {
  if (nodeType !== 'master') return inRestartOrder(access.pods, nodeType);
  const { masters } = await lookAtCluster(access);
  const leader = masters.find(({ leads }) => leads)?.host;
  return inRestartOrder(access.pods, nodeType, (member) => host(access.cluster, member) === leader);
}
