import type { ClusterToRender } from '../../api/component.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import type { ServicePort } from '../kubernetes-objects.js';
import { memberSelector, ownedMetadata } from '../ownership.js';
import { clientPort, httpPort, workerHttpPort, workerPort } from './rules.js';

/** What members of a node type listen at, by name. */
export function memberPorts(nodeType: string): readonly { readonly name: string; readonly port: number }[] {
  return nodeType === 'scheduler'
    ? [
        { name: 'dask', port: clientPort },
        { name: 'http', port: httpPort },
      ]
    : [
        { name: 'data', port: workerPort },
        { name: 'http', port: workerHttpPort },
      ];
}

function servicePorts(nodeType: string): readonly ServicePort[] {
  return memberPorts(nodeType).map(({ name, port }) => ({ name, port, targetPort: name }));
}

/** Where workers find the scheduler, ready or not. */
export function schedulerHost(cluster: { readonly namespace: string; readonly name: string }): string {
  return `${nodeTypeSetName(cluster.name, 'scheduler')}.${cluster.namespace}.svc`;
}

export function membersService(cluster: ClusterToRender, nodeType: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType), nodeType),
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: memberSelector(cluster, nodeType),
      ports: servicePorts(nodeType),
    },
  };
}

/** Where clients begin; workers' results come to them by way of the scheduler unless they can reach the workers. */
export function clientService(cluster: ClusterToRender, exposed: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownedMetadata(cluster, cluster.name),
    spec: { type: 'ClusterIP', selector: memberSelector(cluster, exposed), ports: servicePorts(exposed) },
  };
}
