import type { MemberAccess } from '../../../api/membership.js';
import { askAll, type ServerState } from '../admin.js';
import { superuserSecret } from '../identity.js';
import { ZookeeperSession } from '../protocol/session.js';
import { clientPort } from '../rules.js';
import { unavailable } from '../unavailable.js';
import { parseServerList, type ServerList } from './server-list.js';

/** The servers as they see themselves, read a moment ago. */
export interface Ensemble {
  readonly list: ServerList;
  readonly leader: number;
  /** Of those that answer, by id. */
  readonly states: ReadonlyMap<number, ServerState>;
}

type Access = Omit<MemberAccess, 'member'>;

/** Longest time of one session in milliseconds: a change of the list may wait for servers that do not answer. */
const patienceMs = 10_000;

/**
 * Throws `ComponentUnavailable` if no member answers; resolves with undefined while those that do have no leader: nothing can
 * be changed then, or known for sure.
 */
export async function lookAtEnsemble(access: Access): Promise<Ensemble | undefined> {
  const hosts = access.pods.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const { states, reason } = await askAll(hosts, access.signal);
  if (states.size === 0) throw unavailable(hosts.join(', ') || 'no address', reason);
  const leader = [...states.values()].find(({ leads }) => leads);
  if (leader === undefined) return undefined;
  const text = await inSession(access, states, async (session) => {
    await session.sync('/zookeeper/config');
    return session.getConfig();
  });
  return {
    list: parseServerList(text),
    leader: leader.id,
    states: new Map([...states.values()].map((state) => [state.id, state])),
  };
}

/** Changes the list of servers as the superuser. Throws what failed. */
export async function changeList(
  access: Access,
  change: { readonly joining?: string; readonly leaving?: number },
): Promise<void> {
  const hosts = access.pods.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const { states } = await askAll(hosts, access.signal);
  const name = superuserSecret(access.cluster);
  const password = (await access.secret?.(name))?.password;
  if (password === undefined)
    throw unavailable('the list of servers', `there is no password in Secret ${name}`);
  await inSession(access, states, async (session) => {
    await session.authenticate('super', password);
    await session.reconfig(
      change.joining ?? null,
      change.leaving === undefined ? null : String(change.leaving),
    );
  });
}

/** With the leader, which knows best; with another that serves if there is none. */
async function inSession<T>(
  { signal }: Access,
  states: ReadonlyMap<string, ServerState>,
  ask: (session: ZookeeperSession) => Promise<T>,
): Promise<T> {
  const [asked] = [...states]
    .filter(([, { serving }]) => serving)
    .toSorted(([, one], [, other]) => Number(other.leads) - Number(one.leads));
  if (asked === undefined) throw unavailable('the cluster', 'no server serves');
  const [host] = asked;
  try {
    const patient = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    return await ZookeeperSession.with({ host, port: clientPort }, patient, ask);
  } catch (error) {
    signal.throwIfAborted();
    throw unavailable(host, error instanceof Error ? error.message : String(error));
  }
}
