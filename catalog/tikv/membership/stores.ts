import type { MoveReport } from '../../../api/membership.js';
import { formatBytes } from '../../../api/quantity.js';
import { unavailable } from '../pd/asking.js';
import { buriedStoresOf, storeOf, type DataView, type Store } from '../pd/cluster-view.js';
import { PdRefusal, type PdApi } from '../pd/pd-api.js';
import { evictLeaders, readView } from '../pd/read-view.js';

const nothing = { regions: 0, leaders: 0, bytes: 0 } as const;
const done = (detail: string): MoveReport => ({ done: true, detail, remaining: nothing });

/**
 * What is missing for a store to be empty. That it leads nothing is also our mark: only what bears it is taken back.
 *
 * | store                        | leads nothing by order | leaders left | next                        |
 * | ---------------------------- | ---------------------- | ------------ | --------------------------- |
 * | none, or buried              | no                     |              | done                        |
 * | none, or buried              | yes                    |              | take the order back         |
 * | Up, Disconnected, Down       | no                     |              | order it to lead nothing    |
 * | Up, regions with more copies | yes                    | some         | wait                        |
 * | Up, Disconnected, Down       | yes                    | else         | set it Offline              |
 * | Offline                      |                        |              | wait until PD has buried it |
 */
export type DrainStep = 'Done' | 'Release' | 'Evict' | 'AwaitLeaders' | 'Remove' | 'AwaitRegions';

export function nextDrainStep(data: DataView, host: string): DrainStep {
  const store = storeOf(data, host);
  if (store === undefined) {
    const marked = buriedStoresOf(data, host).some(({ id }) => data.evicted.includes(id));
    return marked ? 'Release' : 'Done';
  }
  if (store.state === 'Offline') return 'AwaitRegions';
  if (!data.evicted.includes(store.id)) return 'Evict';
  return store.state === 'Up' && store.leaders > 0 && data.maxReplicas > 1 ? 'AwaitLeaders' : 'Remove';
}

/** Moves the lead and then the copies of all regions off the member's store, until PD has buried it. */
export async function drainStore(api: PdApi, host: string): Promise<MoveReport> {
  const data = await dataOf(api);
  if (data === undefined) return done('There is no store yet.');
  const step = nextDrainStep(data, host);
  const store = storeOf(data, host);
  const id = store?.id ?? 0;
  switch (step) {
    case 'Done':
      return done(goneDetail(data, host));
    case 'Release':
      await release(api, buriedStoresOf(data, host), data);
      return {
        done: false,
        detail: 'It is buried; what was ordered of it is taken back.',
        remaining: nothing,
      };
    case 'Evict':
      await evict(api, id);
      return left(store, 'Its leaders are being moved.');
    case 'AwaitLeaders':
      return left(store, 'Its leaders are being moved.');
    case 'Remove': {
      const refused = await remove(api, id);
      if (refused === undefined) return left(store, 'PD has been told to move its regions.');
      return staying(data, store, refused);
    }
    case 'AwaitRegions':
      return left(store, 'Its regions are being moved.');
  }
}

/** Of too few stores none can be emptied. Whoever takes one away by force has it lead nothing at least. */
function staying({ maxReplicas }: DataView, store: Store | undefined, reason: string): MoveReport {
  const { regions = 0, leaders = 0 } = store ?? {};
  // The only copy of a region leads it for as long as there is no other.
  const canHandOver = store?.state === 'Up' && maxReplicas > 1;
  return {
    done: leaders === 0 || !canHandOver,
    detail: `PD does not move its ${regions} regions, they keep a copy on it: ${reason}`,
    remaining: { ...nothing, leaders: canHandOver ? leaders : 0 },
  };
}

/**
 * | store           | leads nothing by order | next                                                       |
 * | --------------- | ---------------------- | ---------------------------------------------------------- |
 * | Offline         | yes                    | set it Up                                                  |
 * | Offline         | no                     | done: whoever set it Offline is somebody else              |
 * | anything else   | yes                    | take the order back                                        |
 * | anything else   | no                     | done                                                       |
 */
export async function undrainStore(api: PdApi, host: string): Promise<MoveReport> {
  const data = await dataOf(api);
  if (data === undefined) return done('There is no store yet.');
  const store = storeOf(data, host);
  const before = buriedStoresOf(data, host);
  const marked = [...(store === undefined ? [] : [store]), ...before].filter(({ id }) =>
    data.evicted.includes(id),
  );
  const waiting = (detail: string): MoveReport => ({ done: false, detail, remaining: { marks: 1 } });
  if (store?.state === 'Offline' && marked.includes(store)) {
    await bringUp(api, store.id);
    return waiting(`Store ${store.id} is set Up again.`);
  }
  if (marked.length > 0) {
    await release(api, marked, data);
    return waiting(`Store ${marked.map(({ id }) => id).join(', ')} may lead again.`);
  }
  if (store?.state === 'Offline') {
    return done(
      `Store ${store.id} is Offline, but not by us: POST /pd/api/v1/store/${store.id}/state?state=Up`,
    );
  }
  return done(store === undefined ? goneDetail(data, host) : `Nothing moves off store ${store.id} any more.`);
}

/** Joined as a store, serving, free of marks, and its copies in time with the others. */
export async function settleStore(api: PdApi, host: string): Promise<MoveReport> {
  const data = await dataOf(api);
  const waiting = (detail: string, regions = 0): MoveReport => ({
    done: false,
    detail,
    remaining: { stores: 1, regions },
  });
  const store = data && storeOf(data, host);
  if (data === undefined || store === undefined) return waiting('It is no store of the cluster yet.');
  if (store.state !== 'Up') return waiting(`Store ${store.id} is ${store.state}.`);
  if (data.evicted.includes(store.id)) return waiting(`Store ${store.id} is still to lead nothing.`);
  const late = [...data.down, ...data.pending].filter(({ troubled }) => troubled.includes(store.id)).length;
  if (late > 0) return waiting(`${late} regions on store ${store.id} are behind.`, late);
  if (store.preparing)
    return waiting(`Store ${store.id} is being given its share: ${store.regions} regions.`);
  return {
    done: true,
    detail: `Store ${store.id} is Up with ${store.regions} regions, of which it leads ${store.leaders}.`,
    remaining: { stores: 0, regions: 0 },
  };
}

async function dataOf(api: PdApi): Promise<DataView | undefined> {
  const { leader, data } = await readView(api);
  if (leader === undefined) throw unavailable('no member of PD leads');
  return data;
}

function goneDetail(data: DataView, host: string): string {
  const [buried] = buriedStoresOf(data, host).toSorted((one, other) => other.id - one.id);
  return buried === undefined
    ? 'It is no store of the cluster.'
    : `Store ${buried.id} is empty and buried (Tombstone).`;
}

function left(store: Store | undefined, sentence: string): MoveReport {
  const { id = 0, regions = 0, leaders = 0, regionBytes = 0 } = store ?? {};
  return {
    done: false,
    detail: `${sentence} ${regions} regions (${formatBytes(regionBytes)}) are left on store ${id}, of which it leads ${leaders}.`,
    remaining: { regions, leaders, bytes: regionBytes },
  };
}

/** Two who order it at once are refused once; the next look tells. */
async function evict(api: PdApi, id: number): Promise<void> {
  await api.send('POST', '/schedulers', { name: evictLeaders, store_id: id });
}

async function release(api: PdApi, stores: readonly Store[], { evicted }: DataView): Promise<void> {
  for (const { id } of stores.filter((store) => evicted.includes(store.id))) {
    await unlessGone(api.send('DELETE', `/schedulers/${evictLeaders}-${id}`));
  }
}

/** Resolves with PD's reason if it finds too few stores (400, `ErrStoresNotEnough`). */
async function remove(api: PdApi, id: number): Promise<string | undefined> {
  try {
    await unlessGone(api.send('DELETE', `/store/${id}`));
    return undefined;
  } catch (error) {
    if (error instanceof PdRefusal && error.status === 400) return error.reason;
    throw error;
  }
}

async function bringUp(api: PdApi, id: number): Promise<void> {
  await unlessGone(api.send('POST', `/store/${id}/state?state=Up`));
}

/** 404: it is no more. 410: PD has buried the store in the meantime. The next look tells. */
async function unlessGone(sent: Promise<void>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof PdRefusal && (error.status === 404 || error.status === 410))) throw error;
  }
}
