import { memberHost } from '../../member-host.js';
import { storePort } from '../rules.js';
import type { ClusterView, DataView, Region, Store } from './cluster-view.js';

const gibibyte = 2 ** 30;

/** Host name of the store of this ordinal, whose id is one more. */
export const storeHost = (ordinal: number): string =>
  memberHost({ namespace: 'team-a', name: 'keys' }, { nodeType: 'tikv', ordinal });

/** A store of 10 GiB with 9 regions, of which it leads 3, and 1 GiB of data. */
export function simpleStore(ordinal: number, fields: Partial<Store> = {}): Store {
  return {
    id: ordinal + 1,
    address: `${storeHost(ordinal)}:${storePort}`,
    state: 'Up',
    preparing: false,
    regions: 9,
    leaders: 3,
    regionBytes: gibibyte,
    usedBytes: gibibyte,
    availableBytes: 9 * gibibyte,
    capacityBytes: 10 * gibibyte,
    ...fields,
  };
}

/** A region with copies on the stores with these ids, some of which are down or lag. */
export function region(id: number, voters: readonly number[], troubled: readonly number[] = []): Region {
  return { id, voters, troubled };
}

/** Three members of PD and so many whole stores. */
export function clusterView(
  stores: number,
  data: Partial<DataView> = {},
): ClusterView & { readonly data: DataView } {
  return {
    leader: 'keys-pd-0',
    pd: [0, 1, 2].map((ordinal) => ({ name: `keys-pd-${ordinal}`, healthy: true })),
    data: {
      stores: Array.from({ length: stores }, (_, ordinal) => simpleStore(ordinal)),
      maxReplicas: 3,
      lowSpaceRatio: 0.8,
      down: [],
      pending: [],
      missing: [],
      evicted: [],
      ...data,
    },
  };
}
