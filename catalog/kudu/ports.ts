import type { NamedPort } from '../member-services.js';
import { masterPagesPort, masterPort, tserverPagesPort, tserverPort } from './rules.js';

/** What members of a node type listen at: first for Kudu's own protocol, then for their pages and figures. */
export function memberPorts(nodeType: string): readonly [NamedPort, NamedPort] {
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
