import { isAddressOf } from '../identity.js';

/** What PD says of the cluster at one time. */
export interface ClusterView {
  /** Name of the member of PD that leads; undefined while none does. */
  readonly leader: string | undefined;
  readonly pd: readonly PdMember[];
  /** Undefined until the first store has founded the cluster. */
  readonly data: DataView | undefined;
}

export interface PdMember {
  /** Empty while the member has been added and not started. */
  readonly name: string;
  /** Whether it answers PD. */
  readonly healthy: boolean;
}

export interface DataView {
  readonly stores: readonly Store[];
  /** Copies that each region is to have. */
  readonly maxReplicas: number;
  /** How much of a store's disk may be used before PD puts nothing more on it: 0.8. */
  readonly lowSpaceRatio: number;
  readonly down: readonly Region[];
  readonly pending: readonly Region[];
  /** Regions with fewer copies than they are to have. */
  readonly missing: readonly Region[];
  /** Ids of the stores that are to lead nothing. */
  readonly evicted: readonly number[];
}

export interface Store {
  readonly id: number;
  /** `host:port` */
  readonly address: string;
  /** As PD names it: `Up` may also be `Disconnected` (20 s) or `Down` (30 min without a sign of life). */
  readonly state: 'Up' | 'Disconnected' | 'Down' | 'Offline' | 'Tombstone';
  /** A new store is taken for full of its share only after a while. */
  readonly preparing: boolean;
  readonly regions: number;
  readonly leaders: number;
  /** Bytes; those of regions are PD's estimate. */
  readonly regionBytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
  readonly capacityBytes: number;
}

export interface Region {
  readonly id: number;
  /** Stores of the copies with a vote. */
  readonly voters: readonly number[];
  /** Stores of those copies that are down, or that lag. */
  readonly troubled: readonly number[];
}

/** The store that the member is now. */
export function storeOf({ stores }: DataView, host: string): Store | undefined {
  return stores.find((store) => isAddressOf(store.address, host) && store.state !== 'Tombstone');
}

/** The stores that the member was before. */
export function buriedStoresOf({ stores }: DataView, host: string): readonly Store[] {
  return stores.filter((store) => isAddressOf(store.address, host) && store.state === 'Tombstone');
}

/** Stores on which copies can be put. */
export function serving({ stores }: DataView): readonly Store[] {
  return stores.filter(({ state }) => state === 'Up');
}

/** Regions of which a majority of the copies does not answer. */
export function unreachable({ down }: DataView): readonly Region[] {
  return down.filter(({ voters, troubled }) => {
    const lost = voters.filter((store) => troubled.includes(store)).length;
    return lost * 2 >= voters.length;
  });
}
