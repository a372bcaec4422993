import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { adminPort, clientPort, electionPort, metricsPort, quorumPort } from './rules.js';

const client = { name: 'zookeeper', port: clientPort };

/** What members listen at. */
export const memberPorts = [
  client,
  { name: 'quorum', port: quorumPort },
  { name: 'election', port: electionPort },
  { name: 'admin', port: adminPort },
  { name: 'metrics', port: metricsPort },
] as const;

/** Gives each member of a node type its name, ready or not: members must find each other before any is ready. */
export function membersService(cluster: ClusterToRender, nodeType: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType), nodeType),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: memberSelector(cluster, nodeType),
      ports: memberPorts.map(({ name, port }) => ({ name, port, targetPort: name })),
    },
  };
}

/** Where clients begin: any member that serves. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: {
      type: 'ClusterIP',
      selector: memberSelector(cluster, exposed),
      ports: [{ ...client, targetPort: client.name }],
    },
  };
}
