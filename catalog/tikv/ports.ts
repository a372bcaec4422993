import type { NamedPort } from '../member-services.js';
import { clientPort, peerPort, statusPort, storePort } from './rules.js';

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
