import {
  serviceNameLabel,
  vipFinalizer,
  type EndpointToBalance,
  type ServiceToBalance,
  type SliceToBalance,
} from '../../api/balancer/index.js';
import { group } from '../../api/names.js';
import {
  endpointSlices,
  services,
  type EndpointSlice,
  type KubernetesClient,
  type Service,
} from '../../kubernetes/index.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { Reflector } from '../runtime/reflector.js';
import type { Key } from '../runtime/store.js';

/** Of a slice: what is needed to know members, and whose it is. */
export interface CachedSlice extends SliceToBalance {
  /** Undefined for a slice that is no Service's. */
  readonly serviceKey: Key | undefined;
}

/** The watches behind the controller of Services. */
export interface ServiceCaches {
  readonly services: Reflector<Service, ServiceToBalance>;
  /** Term of the index `service` is the key of the Service. */
  readonly slices: Reflector<EndpointSlice, CachedSlice>;
}

/** Nothing of the status is kept, so a change of it is no news. */
export function projectService({ metadata, spec }: Service): ServiceToBalance {
  const { namespace, name, uid, deletionTimestamp } = metadata;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
    key.startsWith(`${group}/`),
  );
  const finalizers = (metadata.finalizers ?? []).filter((one) => one === vipFinalizer);
  return {
    metadata: {
      namespace,
      name,
      uid,
      ...(deletionTimestamp !== undefined && { deletionTimestamp }),
      ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
      ...(finalizers.length > 0 && { finalizers }),
    },
    spec: {
      type: spec.type,
      clusterIP: spec.clusterIP,
      clusterIPs: spec.clusterIPs,
      ports: spec.ports?.map(({ name: port, protocol, port: number }) => ({
        name: port,
        protocol,
        port: number,
      })),
      ...(spec.publishNotReadyAddresses === true && { publishNotReadyAddresses: true }),
      ...(spec.type === 'LoadBalancer' && {
        loadBalancerClass: spec.loadBalancerClass,
        loadBalancerSourceRanges: spec.loadBalancerSourceRanges,
      }),
      ...(spec.sessionAffinity === 'ClientIP' && {
        sessionAffinity: spec.sessionAffinity,
        sessionAffinityConfig: spec.sessionAffinityConfig,
      }),
    },
  };
}

export function projectSlice({ metadata, addressType, endpoints, ports }: EndpointSlice): CachedSlice {
  const name = metadata.labels?.[serviceNameLabel];
  return {
    serviceKey: name === undefined ? undefined : `${metadata.namespace ?? ''}/${name}`,
    addressType,
    endpoints: endpoints?.map(projectEndpoint),
    ports: ports?.map(({ name: port, protocol, port: number }) => ({ name: port, protocol, port: number })),
  };
}

function projectEndpoint({
  addresses,
  conditions,
}: NonNullable<EndpointSlice['endpoints']>[number]): EndpointToBalance {
  const { ready, serving, terminating } = conditions ?? {};
  // The others mean nothing, see `membersOf`; most endpoints are ready and nothing else.
  const [first = ''] = addresses;
  return ready === true
    ? { addresses: [first] }
    : { addresses: [first], conditions: { ready, serving, terminating } };
}

export function createServiceCaches(
  client: KubernetesClient,
  namespace: string | undefined,
  observers: { readonly log: Log; readonly metrics: RuntimeMetrics },
): ServiceCaches {
  const scope = { client, ...(namespace !== undefined && { namespace }), ...observers };
  return {
    services: new Reflector({ ...scope, resource: services, project: projectService }),
    slices: new Reflector({
      ...scope,
      resource: endpointSlices,
      labelSelector: serviceNameLabel,
      project: projectSlice,
      indexers: { service: ({ serviceKey }) => (serviceKey === undefined ? [] : [serviceKey]) },
    }),
  };
}
