import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { ServicePort } from '../kubernetes-objects.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { masterPagesPort, masterPort, tserverPagesPort, tserverPort } from './rules.js';

export interface MemberPort {
  readonly name: string;
  readonly port: number;
}

/** What members of a node type listen at: first for Kudu's own protocol, then for their pages and figures. */
export function memberPorts(nodeType: string): readonly [MemberPort, MemberPort] {
  return nodeType === 'master'
    ? [
        { name: 'master', port: masterPort },
        { name: 'pages', port: masterPagesPort },
      ]
    : [
        { name: 'tserver', port: tserverPort },
        { name: 'pages', port: tserverPagesPort },
      ];
}

const servicePort = ({ name, port }: MemberPort): ServicePort => ({ name, port, targetPort: name });

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

/** Where clients begin: a master tells them the names of all masters, and of the tablet servers. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: {
      type: 'ClusterIP',
      selector: memberSelector(cluster, exposed),
      ports: memberPorts(exposed).slice(0, 1).map(servicePort),
    },
  };
}
