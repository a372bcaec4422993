import { memberPodName, type Member, type MemberAccess, type Membership } from '../../../api/membership.js';
import { firstAnswer } from '../../first-answer.js';
import { opensearchEngine, type SearchEngine } from '../engine.js';
import { clientPort } from '../rules.js';
import { departing } from './departing.js';
import { drainMember } from './drain.js';
import { judgeGuards } from './guards.js';
import { readMembership, readPicture } from './read-picture.js';
import { ServerApi } from './server-api.js';
import { settleMember, undrainMember } from './settle.js';
import { inRestartOrder } from '../../restart-order.js';

/** How members of OpenSearch, or of Elasticsearch from 7.8 on, leave and come back: docs/components/opensearch.md. */
export function searchMembership({ title }: SearchEngine): Membership {
  const asking = <T>(access: Access, ask: (api: ServerApi) => Promise<T>): Promise<T> =>
    firstAnswer(title, whoToAsk(access), access.signal, async (endpoint) =>
      ask(await ServerApi.at(endpoint, access.signal)),
    );
  return {
    guards: (access, departure) =>
      asking(access, async (api) => judgeGuards(await readPicture(api), departing(access, departure))),
    drain: (access) => asking(access, (api) => drainMember(api, nameOf(access), access.member.nodeType)),
    undrain: (access) => asking(access, (api) => undrainMember(api, nameOf(access))),
    settle: (access) => asking(access, (api) => settleMember(api, nameOf(access))),
    restartOrder: async (access, nodeType) => {
      const { leader } = await asking(access, readMembership);
      return restartOrder(access, nodeType, leader);
    },
  };
}

export const opensearchMembership = searchMembership(opensearchEngine);

type Access = Omit<MemberAccess, 'member'> & { readonly member?: Member };

function nameOf({ cluster, member }: MemberAccess): string {
  return memberPodName(cluster.name, member);
}

/**
 * The members at the address of the cluster first, then all others, those that are ready before those that are not: an
 * operation must go on when the very members that clients use are the ones that go. The member itself is the last.
 */
export function whoToAsk({ endpoints, cluster, member, pods }: Access): readonly string[] {
  const leaving = member && memberPodName(cluster.name, member);
  const addressOf = ({ address }: { readonly address: string | undefined }): readonly string[] =>
    address === undefined ? [] : [`http://${address.includes(':') ? `[${address}]` : address}:${clientPort}`];
  const own = pods.filter(({ name }) => name === leaving).flatMap(addressOf);
  const others = pods
    .filter(({ name }) => name !== leaving)
    .toSorted((one, other) => Number(other.ready) - Number(one.ready))
    .flatMap(addressOf);
  const last = (endpoint: string): boolean => own.includes(endpoint);
  return [...new Set([...endpoints.filter((endpoint) => !last(endpoint)), ...others, ...endpoints, ...own])];
}

/** The highest ordinal first, as sets do, and the elected leader last: so there is one election at most. */
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
