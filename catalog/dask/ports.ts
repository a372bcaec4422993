import { nodeTypeSetName } from '../../api/names.js';
import type { NamedPort } from '../member-services.js';
import { clientPort, httpPort, workerHttpPort, workerPort } from './rules.js';

/** What members of a node type listen at, by name. */
export function memberPorts(nodeType: string): readonly NamedPort[] {
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

/** Where workers find the scheduler, ready or not. */
export function schedulerHost(cluster: { readonly namespace: string; readonly name: string }): string {
  return `${nodeTypeSetName(cluster.name, 'scheduler')}.${cluster.namespace}.svc`;
}
