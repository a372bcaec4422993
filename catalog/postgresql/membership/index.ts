import { memberPodName, type Member, type MemberAccess, type Membership } from '../../../api/membership.js';
import { lookAtCluster, primaryOf, type ClusterView } from '../cluster-view.js';
import { addressOf } from '../health.js';
import { passwordsName } from '../names.js';
import { PatroniApi, statusSchema } from '../patroni-api.js';
import { patroniPort } from '../rules.js';
import { judgeGuards } from './guards.js';
import { judgeSettled, nextOfDrain, type OwnWord } from './moves.js';

/** How members of PostgreSQL leave and come back, by Patroni's REST interface: docs/components/postgresql.md. */
export const postgresqlMembership: Membership = {
  guards: async (access, departure) =>
    judgeGuards(await look(access), { name: nameOf(access), departure, asked: asked(access) }),
  drain: async (access) => {
    const view = await look(access);
    const step = nextOfDrain(view, nameOf(access), await askItself(access));
    if (step.kind !== 'Switchover') return step.report;
    const answer = await switchOver(access, step.to);
    const detail = `${nameOf(access)} hands over to ${step.to}: ${answer}`;
    return { done: false, detail, remaining: { primary: 1 } };
  },
  // A switchover leaves no mark. Whoever is the primary then stays it: another switchover would help nobody.
  undrain: (access) =>
    Promise.resolve({ done: true, detail: `nothing keeps ${nameOf(access)} away`, remaining: {} }),
  settle: async (access) => judgeSettled(await look(access), nameOf(access)),
  restartOrder: async (access, nodeType) => restartOrder(access, nodeType, await look(access)),
};

type Access = Omit<MemberAccess, 'member'>;

function nameOf({ cluster, member }: MemberAccess): string {
  return memberPodName(cluster.name, member);
}

function asked({ cluster, member }: MemberAccess): number {
  return cluster.spec.nodeTypes.find(({ name }) => name === member.nodeType)?.replicas ?? 0;
}

/** Ready members first: what a member that starts says of the others may be old. */
function look({ pods, endpoints, signal }: Access): Promise<ClusterView> {
  const addresses = pods
    .toSorted((one, other) => Number(other.ready) - Number(one.ready))
    .flatMap(({ address }) => address ?? []);
  const all = [...new Set([...addresses, ...endpoints.map(addressOf)])];
  return lookAtCluster(all, signal);
}

/** What the member says of itself; undefined if it does not answer. */
async function askItself(access: MemberAccess): Promise<OwnWord | undefined> {
  const address = access.pods.find(({ name }) => name === nameOf(access))?.address;
  if (address === undefined) return undefined;
  try {
    return await new PatroniApi(address, patroniPort, access.signal).get('/patroni', statusSchema);
  } catch {
    access.signal.throwIfAborted();
    return undefined;
  }
}

/** A switchover is answered when it is done or has failed; it goes on when nobody waits for the answer. */
const switchoverMs = 25_000;

/** Asked twice it is one: the second is refused, as the leader is another by then. */
async function switchOver(access: MemberAccess, candidate: string): Promise<string> {
  const { pods, cluster, secret, signal } = access;
  const leader = nameOf(access);
  const address = pods.find(({ name }) => name === leader)?.address;
  if (address === undefined) return 'it has no address';
  const password = (await secret?.(passwordsName(cluster)))?.rest;
  if (password === undefined) return 'there is no password for Patroni';
  const api = new PatroniApi(address, patroniPort, signal);
  try {
    return await api.post('/switchover', password, { leader, candidate }, switchoverMs);
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}

/** The highest ordinal first, as sets do; a synchronous standby after the others, the primary last: so there is one switchover. */
export function restartOrder(
  { cluster, pods }: Pick<MemberAccess, 'cluster' | 'pods'>,
  nodeType: string,
  view: ClusterView,
): readonly Member[] {
  const primary = primaryOf(view)?.name;
  const standbys = view.members.filter(({ role }) => role === 'synchronous').map(({ name }) => name);
  const rank = (member: Member): number => {
    const name = memberPodName(cluster.name, member);
    return name === primary ? 2 : standbys.includes(name) ? 1 : 0;
  };
  return pods
    .filter((pod) => pod.nodeType === nodeType)
    .map(({ ordinal }) => ({ nodeType, ordinal }))
    .toSorted((one, other) => rank(one) - rank(other) || other.ordinal - one.ordinal);
}
