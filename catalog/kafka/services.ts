import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { ServicePort } from '../kubernetes-objects.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { clientPort, controllerPort } from './rules.js';

/** What members of a node type listen at. */
export function memberPort(nodeType: string): { readonly name: string; readonly port: number } {
  return nodeType === 'controller'
    ? { name: 'controller', port: controllerPort }
    : { name: 'kafka', port: clientPort };
}

function servicePort(nodeType: string): ServicePort {
  const { name, port } = memberPort(nodeType);
  return { name, port, targetPort: name };
}

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
      ports: [servicePort(nodeType)],
    },
  };
}

/** Where clients begin: any ready member of the exposed node type tells them the names of all brokers. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: { type: 'ClusterIP', selector: memberSelector(cluster, exposed), ports: [servicePort(exposed)] },
  };
}
