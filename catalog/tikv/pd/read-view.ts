import { z } from 'zod';
import { parseQuantity } from '../../../api/quantity.js';
import type { ClusterView, DataView, PdMember, Region, Store } from './cluster-view.js';
import { PdRefusal, type PdApi } from './pd-api.js';

/** PD leaves out what is zero. Sizes are text such as `93.13GiB` (docker/go-units, BytesSize). */
const size = z.string().transform((text, context) => {
  const bytes = parseQuantity(text.replace(/B$/, ''));
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: 'not a size' });
  return z.NEVER;
});

const storesSchema = z.object({
  stores: z.array(
    z.object({
      store: z.object({
        id: z.int(),
        address: z.string(),
        state_name: z.enum(['Up', 'Disconnected', 'Down', 'Offline', 'Tombstone']),
        node_state: z.int().default(0),
        labels: z.array(z.object({ key: z.string().optional(), value: z.string().optional() })).nullish(),
      }),
      status: z.object({
        capacity: size,
        available: size,
        used_size: size,
        leader_count: z.int().default(0),
        region_count: z.int().default(0),
        region_size: z.number().default(0),
      }),
    }),
  ),
});
type StoreReply = z.infer<typeof storesSchema>['stores'][number];

const peerSchema = z.object({ store_id: z.int().default(0), is_learner: z.boolean().optional() });
const regionsSchema = z.object({
  regions: z
    .array(
      z.object({
        id: z.int(),
        peers: z.array(peerSchema).nullish(),
        down_peers: z.array(z.object({ peer: peerSchema })).nullish(),
        pending_peers: z.array(peerSchema).nullish(),
      }),
    )
    .nullish(),
});

const replicationSchema = z.object({ 'max-replicas': z.int() });
const scheduleSchema = z.object({ 'low-space-ratio': z.number() });
const membersSchema = z.object({
  leader: z.object({ name: z.string().default('') }).nullish(),
});
const healthSchema = z.array(z.object({ name: z.string().default(''), health: z.boolean() }));
const evictedSchema = z.object({ 'store-id-ranges': z.record(z.string(), z.unknown()).nullish() });

/** The scheduler that takes the lead of all regions away from stores. */
export const evictLeaders = 'evict-leader-scheduler';

export async function readView(api: PdApi): Promise<ClusterView> {
  const [members, data] = await Promise.all([readPd(api), readData(api)]);
  return { ...members, data };
}

/** Who is a member of PD and who leads; can be answered without a store. */
export async function readPd(api: PdApi): Promise<Pick<ClusterView, 'leader' | 'pd'>> {
  const [{ leader }, health] = await Promise.all([
    api.get('/members', membersSchema),
    api.get('/health', healthSchema),
  ]);
  const pd = health.map(({ name, health: healthy }): PdMember => ({ name, healthy }));
  return { leader: leader?.name === '' ? undefined : leader?.name, pd };
}

async function readData(api: PdApi): Promise<DataView | undefined> {
  try {
    const [{ stores }, replication, schedule, down, pending, missing, evicted] = await Promise.all([
      api.get('/stores?state=0&state=1&state=2', storesSchema),
      api.get('/config/replicate', replicationSchema),
      api.get('/config/schedule', scheduleSchema),
      readRegions(api, 'down-peer'),
      readRegions(api, 'pending-peer'),
      readRegions(api, 'miss-peer'),
      readEvicted(api),
    ]);
    return {
      stores: stores.filter(({ store }) => !isColumnStore(store)).map(storeOfReply),
      maxReplicas: replication['max-replicas'],
      lowSpaceRatio: schedule['low-space-ratio'],
      down,
      pending,
      missing,
      evicted,
    };
  } catch (error) {
    if (error instanceof PdRefusal && error.reason.includes('not bootstrapped')) return undefined;
    throw error;
  }
}

/** TiFlash registers as a store too, and takes no copies of TiKV's. */
function isColumnStore({ labels }: StoreReply['store']): boolean {
  return labels?.some(({ key, value }) => key === 'engine' && value?.startsWith('tiflash') === true) ?? false;
}

const mebibyte = 2 ** 20;

function storeOfReply({ store, status }: StoreReply): Store {
  return {
    id: store.id,
    address: store.address,
    state: store.state_name,
    preparing: store.node_state === 0,
    regions: status.region_count,
    leaders: status.leader_count,
    regionBytes: status.region_size * mebibyte,
    usedBytes: status.used_size,
    availableBytes: status.available,
    capacityBytes: status.capacity,
  };
}

async function readRegions(
  api: PdApi,
  kind: 'down-peer' | 'pending-peer' | 'miss-peer',
): Promise<readonly Region[]> {
  const { regions } = await api.get(`/regions/check/${kind}`, regionsSchema);
  return (regions ?? []).map(({ id, peers, down_peers: down, pending_peers: pending }) => ({
    id,
    voters: (peers ?? []).filter((peer) => peer.is_learner !== true).map((peer) => peer.store_id),
    troubled:
      kind === 'down-peer'
        ? (down ?? []).map(({ peer }) => peer.store_id)
        : kind === 'pending-peer'
          ? (pending ?? []).map((peer) => peer.store_id)
          : [],
  }));
}

/** The scheduler's own settings are there only while it is. */
async function readEvicted(api: PdApi): Promise<readonly number[]> {
  const schedulers = await api.get('/schedulers', z.array(z.string()).nullable());
  if (schedulers?.includes(evictLeaders) !== true) return [];
  try {
    const { 'store-id-ranges': ranges } = await api.get(
      `/scheduler-config/${evictLeaders}/list`,
      evictedSchema,
    );
    return Object.keys(ranges ?? {}).map(Number);
  } catch (error) {
    // It went between the two questions.
    if (error instanceof PdRefusal && error.status === 404) return [];
    throw error;
  }
}
