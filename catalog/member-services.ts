import type { ClusterToRender } from '../api/component.js';
import { nodeTypeSetName } from '../api/names.js';
import type { Manifest } from '../api/object-meta.js';
import type { ServicePort } from './kubernetes-objects.js';
import { memberSelector, ownedMetadata } from './ownership.js';

/** A port of members' containers, by whose name Services find it. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

function servicePorts(ports: readonly NamedPort[]): readonly ServicePort[] {
  return ports.map(({ name, port }) => ({ name, port, targetPort: name }));
}

/** Gives each member of a node type its name, ready or not: members must find each other before any is ready. */
export function membersService(
  cluster: ClusterToRender,
  nodeType: string,
  ports: readonly NamedPort[],
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType), nodeType),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: memberSelector(cluster, nodeType),
      ports: servicePorts(ports),
    },
  };
}

/**
 * The address of the cluster: the ready members of the exposed node type. `ClientIP` keeps a client with the member that it
 * was led to first.
 */
export function clientService(
  cluster: ClusterToRender,
  exposed: string,
  ports: readonly NamedPort[],
  sessionAffinity?: 'ClientIP',
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: {
      type: 'ClusterIP',
      ...(sessionAffinity !== undefined && { sessionAffinity }),
      selector: memberSelector(cluster, exposed),
      ports: servicePorts(ports),
    },
  };
}
