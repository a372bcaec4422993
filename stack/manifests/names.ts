import { clusterAccess, user } from './rbac.js';

/** What CoreDNS reads to answer for Services and pods. */
export const dnsManifests: readonly object[] = clusterAccess(
  'statewright:coredns',
  user('statewright:coredns'),
  [
    { apiGroups: [''], resources: ['services', 'pods', 'namespaces', 'endpoints'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ],
);
