import type { NamedService, NamedSlice } from '../api/dns/service-names.js';
import type { EndpointSlice, Service } from './resources/index.js';

/** On an EndpointSlice: the name of its Service (k8s.io/api discovery/v1 LabelServiceName). */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** `<namespace>/<name>` of the Service that a slice is of; without a name after the slash if it is of none. */
export function serviceKeyOf({ metadata }: Pick<EndpointSlice, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.labels?.[serviceNameLabel] ?? ''}`;
}

/** What names depend on, and no more. */
export function namedService({ metadata, spec }: Service): NamedService {
  const { namespace = '', name } = metadata;
  const clusterIPs = spec.clusterIPs?.length ? spec.clusterIPs : [spec.clusterIP ?? ''];
  const ports = (spec.ports ?? []).map((port) => ({
    name: port.name ?? '',
    protocol: port.protocol ?? 'TCP',
    port: port.port,
  }));
  return {
    namespace,
    name,
    type: spec.type ?? 'ClusterIP',
    clusterIPs,
    externalName: spec.externalName,
    ports,
  };
}

/** What names depend on, and no more. */
export function namedSlice({ addressType, ports, endpoints }: EndpointSlice): NamedSlice {
  return {
    addressType,
    ports: (ports ?? []).map((port) => ({
      name: port.name ?? '',
      protocol: port.protocol ?? '',
      port: port.port ?? undefined,
    })),
    endpoints: (endpoints ?? []).map((endpoint) => ({
      addresses: endpoint.addresses,
      ready: endpoint.conditions?.ready ?? true,
      hostname: endpoint.hostname ?? undefined,
      targetName: endpoint.targetRef?.name ?? undefined,
    })),
  };
}
