import type { Member, MemberAccess } from '../../../api/membership.js';
import { expectDone, patiently, type Ask } from '../ask.js';
import { lookAtCluster, type ClusterView, type TabletServer } from '../cluster-view.js';
import { memberHost } from '../../member-host.js';
import type { ServerAddress } from '../protocol/connection.js';
import { getConsensusState, listTablets, memberType } from '../protocol/questions.js';
import { tserverPort } from '../rules.js';

/** A copy of a tablet, as the copy that leads sees it. */
export interface Replica {
  /** UUID of its tablet server. */
  readonly uuid: string;
  readonly votes: boolean;
  /** Is to be replaced by another. */
  readonly replace: boolean;
}

/** A tablet as the copy that leads it knows it. */
export interface LedTablet {
  readonly id: string;
  readonly leader: string;
  /** Index of the configuration in the tablet's log: a change is refused if another came first. */
  readonly index: number;
  /** A change is under way. */
  readonly changing: boolean;
  readonly replicas: readonly Replica[];
}

export interface Scene {
  readonly view: ClusterView;
  readonly led: ReadonlyMap<string, LedTablet>;
  /** How to ask a tablet server that answers, by UUID. */
  readonly servers: ReadonlyMap<string, Ask>;
}

/** Name under which a member registers. */
export type MemberHost = (
  cluster: { readonly namespace: string; readonly name: string },
  member: Member,
) => string;

/** Names may go on with the domain of the Kubernetes cluster. One whose disk was lost was another server before: the live one counts. */
export function serverOf(
  view: Pick<ClusterView, 'tservers'>,
  access: Pick<MemberAccess, 'cluster'>,
  member: Member,
  host: MemberHost = memberHost,
): TabletServer | undefined {
  const name = host(access.cluster, member);
  const named = view.tservers.filter((server) => server.host === name || server.host.startsWith(`${name}.`));
  return named.find(({ alive }) => alive) ?? named[0];
}

/** What the masters know, and what each tablet server that answers says of the tablets that it leads. */
export async function look(access: MemberAccess, host: MemberHost): Promise<Scene> {
  const view = await lookAtCluster(access);
  const servers = new Map<string, Ask>();
  const led = new Map<string, LedTablet & { readonly term: number }>();
  const pods = access.pods.filter(({ nodeType, address }) => nodeType === 'tserver' && address !== undefined);
  await Promise.all(
    pods.map(async (pod) => {
      const server = serverOf(view, access, pod, host);
      if (server?.alive !== true) return;
      const address: ServerAddress = { host: pod.address ?? '', port: tserverPort };
      const ask = patiently(address, access.signal);
      for (const tablet of await tabletsLedBy(ask, server.uuid, access.signal)) {
        if ((led.get(tablet.id)?.term ?? -1) < tablet.term) led.set(tablet.id, tablet);
      }
      servers.set(server.uuid, ask);
    }),
  );
  return { view, led, servers };
}

/** None of one that does not answer: its tablets have another leader soon. */
async function tabletsLedBy(
  ask: Ask,
  uuid: string,
  signal: AbortSignal,
): Promise<readonly (LedTablet & { readonly term: number })[]> {
  const reply = await ask(getConsensusState, { destination: uuid, health: 2 }).catch(() => undefined);
  signal.throwIfAborted();
  if (reply === undefined || reply.error !== undefined) return [];
  return reply.tablets.flatMap(({ id, state }) => {
    if (state?.leader !== uuid) return [];
    const { committed, pending, term } = state;
    return {
      id,
      term,
      leader: uuid,
      index: committed.index ?? 0,
      changing: pending !== undefined,
      replicas: committed.peers.map((peer) => ({
        uuid: peer.uuid,
        votes: peer.memberType === memberType.voter,
        replace: peer.attributes?.replace ?? false,
      })),
    };
  });
}

export interface HeldTablet {
  readonly id: string;
  readonly running: boolean;
  readonly bytes: number;
}

/** What a tablet server has on its disks, without what it has given away. */
export async function heldBy({ servers }: Scene, uuid: string): Promise<readonly HeldTablet[] | undefined> {
  const ask = servers.get(uuid);
  const reply = await ask?.(listTablets, { schemas: false }).catch(() => undefined);
  if (reply === undefined) return undefined;
  const gone = [2, 3];
  return expectDone('listing tablets', reply)
    .tablets.filter(({ status }) => !gone.includes(status.dataState ?? 0))
    .map(({ status }) => ({ id: status.id, running: status.state === 1, bytes: status.bytes ?? 0 }));
}
