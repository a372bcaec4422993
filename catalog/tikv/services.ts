import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { ServicePort } from '../kubernetes-objects.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { clientPort, peerPort, statusPort, storePort } from './rules.js';

interface NamedPort {
  readonly name: string;
  readonly port: number;
}

/** What members of a node type listen at; clients begin at the first. */
export function memberPorts(nodeType: string): readonly [NamedPort, NamedPort] {
  return nodeType === 'pd'
    ? [
        { name: 'client', port: clientPort },
        { name: 'peer', port: peerPort },
      ]
    : [
        { name: 'tikv', port: storePort },
        { name: 'status', port: statusPort },
      ];
}

const servicePort = ({ name, port }: NamedPort): ServicePort => ({ name, port, targetPort: name });

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
      ports: memberPorts(nodeType).map(servicePort),
    },
  };
}

/** Where clients begin: any ready member of PD tells them the names of all stores. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: {
      type: 'ClusterIP',
      selector: memberSelector(cluster, exposed),
      ports: [servicePort(memberPorts(exposed)[0])],
    },
  };
}
