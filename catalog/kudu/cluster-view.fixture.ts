import type { ClusterView, Tablet, TabletServer } from './cluster-view.js';
import type { LedTablet } from './membership/scene.js';

/** A tablet of three copies unless said otherwise, each on the tablet server of that name. */
export function tablet(id: string, voters: readonly string[], fields: Partial<Tablet> = {}): Tablet {
  return { id, table: 'facts', copies: 3, voters, learners: [], ...fields };
}

export function tserver(uuid: string, fields: Partial<TabletServer> = {}): TabletServer {
  return { uuid, host: `host-${uuid}`, alive: true, maintenance: false, ...fields };
}

/** One master, and tablet servers that are alive unless said otherwise. */
export function clusterView(
  servers: readonly (string | TabletServer)[],
  tablets: readonly Tablet[] = [],
): ClusterView {
  return {
    masters: [{ host: 'host-m', alive: true, leads: true }],
    tservers: servers.map((server) => (typeof server === 'string' ? tserver(server) : server)),
    tablets,
  };
}

/** The tablet as its leader, the first of its voters, knows it; copies on `replaced` are marked. */
export function ledBy(
  { id, voters, learners }: Tablet,
  fields: Partial<LedTablet> & { readonly replaced?: readonly string[] } = {},
): LedTablet {
  const { replaced = [], ...others } = fields;
  const replica = (votes: boolean) => (uuid: string) => ({ uuid, votes, replace: replaced.includes(uuid) });
  return {
    id,
    leader: voters[0] ?? '',
    index: 1,
    changing: false,
    replicas: [...voters.map(replica(true)), ...learners.map(replica(false))],
    ...others,
  };
}
