import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { clientPort } from './rules.js';

const ports = [{ name: 'http', port: clientPort, targetPort: 'http' }];

/** Gives each server its own name: it is that by which people reach theirs. */
export function membersService(cluster: ClusterToRender, nodeType: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType), nodeType),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: memberSelector(cluster, nodeType),
      ports,
    },
  };
}

/** The cluster's address; somebody who was led to a server by it stays with it, since each has kernels and files of its own. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'ClientIP',
      selector: memberSelector(cluster, exposed),
      ports,
    },
  };
}
