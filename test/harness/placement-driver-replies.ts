import { memberHost } from '../../catalog/member-host.js';
import { storePort } from '../../catalog/tikv/rules.js';

export interface SimulatedStore {
  readonly id: number;
  readonly ordinal: number;
  state: 'Up' | 'Offline' | 'Tombstone';
  alive: boolean;
  preparing: boolean;
}

export interface SimulatedRegion {
  readonly id: number;
  /** Stores of its copies; the first one leads. */
  copies: number[];
}

export interface SimulatedCluster {
  readonly stores: readonly SimulatedStore[];
  readonly regions: readonly SimulatedRegion[];
  readonly members: ReadonlyMap<string, { readonly healthy: boolean }>;
  readonly leader: string | undefined;
  readonly maxReplicas: number;
  store(id: number): SimulatedStore;
  regionsOn(id: number): readonly SimulatedRegion[];
  ledBy(id: number): readonly SimulatedRegion[];
}

const cluster = { namespace: 'team-a', name: 'keys' };

export function memberReply(driver: SimulatedCluster): unknown {
  const members = [...driver.members.keys()].map((name, index) => ({ name, member_id: 7 + index }));
  return { members, ...(driver.leader !== undefined && { leader: { name: driver.leader, member_id: 7 } }) };
}

export function storesReply(driver: SimulatedCluster, query: string): unknown {
  const states = query === '' ? [0, 1] : [...new URLSearchParams(query).values()].map(Number);
  const stores = driver.stores
    .filter(({ state }) => states.includes(['Up', 'Offline', 'Tombstone'].indexOf(state)))
    .map(({ id, ordinal, state, alive, preparing }) => ({
      store: {
        id,
        address: `${memberHost(cluster, { nodeType: 'tikv', ordinal })}.prod.example:${storePort}`,
        version: '8.5.5',
        ...(!preparing && { node_state: 1 }),
        state_name: state === 'Up' && !alive ? 'Disconnected' : state,
      },
      status: {
        capacity: '10GiB',
        available: '9.5GiB',
        used_size: `${driver.regionsOn(id).length * 10}MiB`,
        leader_count: driver.ledBy(id).length,
        region_count: driver.regionsOn(id).length,
        region_size: driver.regionsOn(id).length * 10,
      },
    }));
  return { count: stores.length, stores };
}

export function checkReply(driver: SimulatedCluster, kind: string): unknown {
  const dead = (id: number) => !driver.store(id).alive;
  const found = driver.regions.filter(({ copies }) =>
    kind === 'down-peer' ? copies.some(dead) : kind === 'miss-peer' && copies.length < driver.maxReplicas,
  );
  const regions = found.map(({ id, copies }) => ({
    id,
    peers: copies.map((store) => ({ id: id * 10 + store, store_id: store, role_name: 'Voter' })),
    down_peers: copies.filter(dead).map((store) => ({ down_seconds: 60, peer: { store_id: store } })),
  }));
  return { count: regions.length, regions };
}

export const notBootstrapped = {
  status: 500,
  body: '[PD:cluster:ErrNotBootstrapped]TiKV cluster not bootstrapped, please start TiKV first',
};
