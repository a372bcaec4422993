import { addressesToServe, clusterAddresses, type VipServices } from '../../api/balancer/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';
import {
  ipAddresses,
  ReplyStatus,
  services,
  type CallOptions,
  type KubernetesClient,
  type Service,
} from '../../kubernetes/index.js';

/**
 * Whether a Service other than `but` has that address now and is served: then its VIP is taken over rather than removed. Read live.
 * Kubernetes says of each address whose it is (IPAddress); before 1.33 it does not, and all Services are looked through.
 */
export async function isHeldByAnother(
  kubernetes: KubernetesClient,
  address: string,
  but: ObjectKey,
  chosen: VipServices,
  call: CallOptions,
): Promise<boolean> {
  const holder = await holderOf(kubernetes, address, but, call);
  return holder !== undefined && addressesToServe(holder, chosen).includes(address);
}

async function holderOf(
  kubernetes: KubernetesClient,
  address: string,
  but: ObjectKey,
  call: CallOptions,
): Promise<Service | undefined> {
  let parent;
  try {
    parent = (await kubernetes.get(ipAddresses, { name: address }, call))?.spec.parentRef;
  } catch (error) {
    if (!isUnknownToServer(error)) throw error;
    const { items } = await kubernetes.list(services, call);
    return items.find(
      (one) => keyOf(one.metadata) !== formatKey(but) && clusterAddresses(one).includes(address),
    );
  }
  const { namespace = '', name = '', resource } = parent ?? {};
  if (resource !== 'services' || formatKey({ namespace, name }) === formatKey(but)) return undefined;
  return kubernetes.get(services, { namespace, name }, call);
}

/** A 404 that names no object: the server has no such kind. */
function isUnknownToServer(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof ReplyStatus && error.cause.httpStatus === 404;
}

function keyOf({ namespace = '', name }: Service['metadata']): string {
  return formatKey({ namespace, name });
}
