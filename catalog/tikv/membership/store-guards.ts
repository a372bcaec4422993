import type { Departure, Guard } from '../../../api/membership.js';
import { formatBytes } from '../../../api/quantity.js';
import { serving, storeOf, type ClusterView, type DataView, type Region } from '../pd/cluster-view.js';

/**
 * | Guard                                            | offline | scale-down | restart |
 * | ------------------------------------------------ | ------- | ---------- | ------- |
 * | PD has a leader                                  | yes     | yes        | yes     |
 * | No region lacks a copy on the other stores       | yes     | yes        | yes     |
 * | Enough stores stay for every copy                | yes     | yes        |         |
 * | Every region keeps a majority while it restarts  |         |            | yes     |
 * | Free space on the others covers what moves       | yes     | yes        |         |
 *
 * `host` is the member's. Before there is a store nothing can be lost.
 */
export function storeGuards(view: ClusterView, host: string, departure: Departure): readonly Guard[] {
  const { data } = view;
  if (data === undefined) return [pdLed(view)];
  const always = [pdLed(view), othersComplete(data, host)];
  switch (departure) {
    case 'restart':
      return [...always, majorityStays(data, host)];
    case 'offline':
    case 'scale-down':
      return [...always, enoughStores(data, host), enoughSpace(data, host)];
  }
}

export function pdLed({ leader, pd }: ClusterView): Guard {
  const name = 'PD has a leader';
  if (leader === undefined) return { name, holds: false, detail: `None of ${pd.length} members leads.` };
  return { name, holds: true, detail: `${leader} leads ${pd.length} members.` };
}

/**
 * Copies on the store itself do not count: they go, and it may be dead already. Nor does what is missing because there are
 * fewer stores than copies asked for: no waiting makes up for that.
 */
function othersComplete(data: DataView, host: string): Guard {
  const id = storeOf(data, host)?.id;
  const elsewhere = ({ troubled }: Region): boolean => troubled.some((store) => store !== id);
  const down = data.down.filter(elsewhere);
  const pending = data.pending.filter(elsewhere);
  const couldBe = serving(data).length >= data.maxReplicas;
  const missing = couldBe ? data.missing : [];
  const some = [
    ...named(down, 'with a copy that is down'),
    ...named(pending, 'with a copy that lags'),
    ...named(missing, `with fewer than ${data.maxReplicas} copies`),
  ];
  const few = couldBe ? '' : ` There are fewer stores than the ${data.maxReplicas} copies asked for.`;
  return {
    name: 'No region lacks a copy on the other stores',
    holds: some.length === 0,
    detail: some.length === 0 ? `0 regions down, lagging or short of copies.${few}` : `${some.join('; ')}.`,
  };
}

function enoughStores(data: DataView, host: string): Guard {
  const id = storeOf(data, host)?.id;
  const staying = serving(data).filter((store) => store.id !== id).length;
  return {
    name: 'Enough stores stay for every copy',
    holds: staying >= data.maxReplicas,
    detail: `${staying} stores are up without it, ${data.maxReplicas} are needed for as many copies.`,
  };
}

/** Of one or two copies no majority is left without one; the only store restarts all the same, as nothing else helps. */
function majorityStays(data: DataView, host: string): Guard {
  const name = 'Every region keeps a majority while it restarts';
  const store = storeOf(data, host);
  if (store === undefined || store.regions === 0) {
    return { name, holds: true, detail: 'It holds no region.' };
  }
  const others = serving(data).filter(({ id }) => id !== store.id).length;
  if (others === 0 && data.stores.filter(({ state }) => state !== 'Tombstone').length === 1) {
    return { name, holds: true, detail: 'The only store: its regions cannot be reached while it restarts.' };
  }
  const copies = Math.min(data.maxReplicas, others + 1);
  return {
    name,
    holds: copies >= 3,
    detail: `Its ${store.regions} regions have ${copies} copies, ${copies - 1} without it; ${Math.floor(copies / 2) + 1} are needed.`,
  };
}

/** PD puts nothing on a store that is fuller than `low-space-ratio`. */
function enoughSpace(data: DataView, host: string): Guard {
  const store = storeOf(data, host);
  // What it has on its disk; while it is not heard of, what PD takes its regions for.
  const moving = store === undefined || store.regions === 0 ? 0 : store.usedBytes || store.regionBytes;
  const room = serving(data)
    .filter(({ id }) => id !== store?.id)
    .map(({ availableBytes, capacityBytes }) =>
      Math.max(0, availableBytes - capacityBytes * (1 - data.lowSpaceRatio)),
    )
    .reduce((sum, bytes) => sum + bytes, 0);
  return {
    name: 'Free space on the others covers what moves',
    holds: moving <= room,
    detail: `${formatBytes(moving)} in ${store?.regions ?? 0} regions to move, ${formatBytes(room)} free on the others below a low-space-ratio of ${data.lowSpaceRatio}.`,
  };
}

const mostNamed = 3;

function named(regions: readonly Region[], what: string): readonly string[] {
  if (regions.length === 0) return [];
  const ids = regions.slice(0, mostNamed).map(({ id }) => String(id));
  const list = [...ids, ...(regions.length > mostNamed ? ['…'] : [])].join(', ');
  return [`${regions.length} regions ${what}: ${list}`];
}
