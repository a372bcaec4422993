import { syncVip } from '../../activities/balancer/sync-vip.js';
import type { TvsBalancer } from '../../activities/tvs/index.js';
import { serviceNameLabel, vipId, wantedVips } from '../../api/balancer/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';
import {
  endpointSlices,
  namespaces,
  services,
  type EndpointSlice,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { inParallel } from '../harness/in-parallel.js';
import { CHANGES, MEMBERS, PER_NAMESPACE } from './sizes.js';

/** Requests under way at once. */
const CONCURRENCY = 32;

const namespaceOf = (index: number): string => `bench-${Math.floor(index / PER_NAMESPACE)}`;
const serviceOf = (index: number): ObjectKey => ({ namespace: namespaceOf(index), name: `service-${index}` });
const sliceOf = (index: number): ObjectKey => ({ namespace: namespaceOf(index), name: `service-${index}-1` });

/** The Services whose endpoints change, evenly among all. */
export function changing(count: number): readonly number[] {
  const changes = Math.min(CHANGES, count);
  return Array.from({ length: changes }, (_, turn) => Math.floor((turn * count) / changes));
}

/** Endpoints of a Service, the first at an address that says which change it is of. */
function endpoints(index: number, first: string): readonly object[] {
  const others = Array.from(
    { length: MEMBERS - 1 },
    (_, at) => `10.${200 + at}.${index >> 8}.${index & 255}`,
  );
  return [first, ...others].map((address) => ({ addresses: [address], conditions: { ready: true } }));
}

/** As the controller of endpoints writes it when another pod takes the place of one. */
export async function changeEndpoints(client: KubernetesClient, index: number, first: string): Promise<void> {
  await client.mergePatch(endpointSlices, sliceOf(index), { endpoints: endpoints(index, first) });
}

/** Services with endpoints, and a balancer that has all of them already. */
export async function populate(
  client: KubernetesClient,
  balancer: TvsBalancer,
  owner: string,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index += PER_NAMESPACE) {
    await client.create(namespaces, { metadata: { name: namespaceOf(index) } });
  }
  await inParallel(count, CONCURRENCY, async (index) => {
    await client.create(services, {
      metadata: { ...serviceOf(index) },
      spec: { ports: [{ name: 'web', port: 80, protocol: 'TCP' }] },
    });
    await client.create(endpointSlices, {
      metadata: { ...sliceOf(index), labels: { [serviceNameLabel]: serviceOf(index).name } },
      addressType: 'IPv4',
      endpoints: endpoints(index, `10.199.${index >> 8}.${index & 255}`),
      ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
    });
  });
  await fillBalancer(client, balancer, owner);
  // Whose condition is written: a change is to cost what it costs every day, not what the very first one costs.
  const open = () => Promise.resolve({ balancer, owner });
  const settings = { services: 'all', finalizer: false, namespaces: [], graceMs: 5_000 } as const;
  const told = changing(count);
  await inParallel(told.length, CONCURRENCY, async (turn) => {
    await syncVip({ kubernetes: client, open, settings }, serviceOf(told[turn] ?? 0));
  });
}

async function fillBalancer(client: KubernetesClient, balancer: TvsBalancer, owner: string): Promise<void> {
  const slices = new Map<string, EndpointSlice[]>();
  for (const slice of (await client.list(endpointSlices)).items) {
    const { namespace: where = '', labels } = slice.metadata;
    const key = formatKey({ namespace: where, name: labels?.[serviceNameLabel] ?? '' });
    slices.set(key, [...(slices.get(key) ?? []), slice]);
  }
  const vips = (await client.list(services)).items.flatMap((service) => {
    const { namespace: where = '', name } = service.metadata;
    return wantedVips(service, slices.get(formatKey({ namespace: where, name })) ?? [], 'all').vips;
  });
  await inParallel(vips.length, CONCURRENCY, async (index) => {
    const vip = vips[index];
    if (vip !== undefined) await balancer.put(vipId(owner, vip.address), vip, { kind: 'absent' });
  });
}
