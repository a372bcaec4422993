import type { NamedService, NamedSlice } from '../../api/dns/index.js';
import {
  endpointSlices,
  services,
  type EndpointSlice,
  type KubernetesClient,
  type Service,
} from '../../kubernetes/index.js';
import { namedService, namedSlice, serviceKeyOf } from '../../kubernetes/service-names.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { Reflector } from '../runtime/reflector.js';
import type { Key } from '../runtime/store.js';

export interface CachedSlice {
  /** `<namespace>/<name>` */
  readonly serviceKey: Key;
  readonly slice: NamedSlice;
}

/** The watches behind the controller of names, of one namespace or all. */
export interface NamesCaches {
  /** All if undefined. */
  readonly namespace: string | undefined;
  readonly services: Reflector<Service, NamedService>;
  /** Index `service`: the key of the Service. */
  readonly slices: Reflector<EndpointSlice, CachedSlice>;
}

export function watchNames(
  client: KubernetesClient,
  namespace: string | undefined,
  observers: { readonly log: Log; readonly metrics: RuntimeMetrics },
): NamesCaches {
  const scope = { client, ...(namespace !== undefined && { namespace }), ...observers };
  return {
    namespace,
    services: new Reflector({
      ...scope,
      resource: services,
      name: 'services.names',
      project: namedService,
    }),
    slices: new Reflector({
      ...scope,
      resource: endpointSlices,
      name: 'endpointslices.names',
      project: (slice) => ({ serviceKey: serviceKeyOf(slice), slice: namedSlice(slice) }),
      indexers: { service: ({ serviceKey }: CachedSlice) => [serviceKey] },
    }),
  };
}
