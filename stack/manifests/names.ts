import type { NetworkPlan } from '../network/plan.js';
import { clusterAccess, user } from './rbac.js';

/** What CoreDNS reads to answer for Services and pods. */
const access = clusterAccess('statewright:coredns', user('statewright:coredns'), [
  { apiGroups: [''], resources: ['services', 'pods', 'namespaces', 'endpoints'], verbs: ['list', 'watch'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
]);

/**
 * CoreDNS's rights, and the Service at which pods ask it, called as everywhere. CoreDNS is no pod here, so its endpoint is
 * written by hand.
 */
export function dnsManifests({ controlPlane, dnsService }: NetworkPlan): readonly object[] {
  const metadata = { name: 'kube-dns', namespace: 'kube-system' };
  const ports = [
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'dns-tcp', protocol: 'TCP', port: 53 },
    { name: 'metrics', protocol: 'TCP', port: 9153 },
  ];
  return [
    ...access,
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: dnsService, ports } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [controlPlane], conditions: { ready: true } }],
      ports,
    },
  ];
}
