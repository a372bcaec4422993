import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { ServicePort } from '../kubernetes-objects.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { clientPort, transportPort } from './rules.js';

const http: ServicePort = { name: 'http', port: clientPort, targetPort: 'http' };
const transport: ServicePort = { name: 'transport', port: transportPort, targetPort: 'transport' };

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
      ports: [http, transport],
    },
  };
}

/** The address of the cluster: the ready members of the exposed node type. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: { type: 'ClusterIP', selector: memberSelector(cluster, exposed), ports: [http] },
  };
}
