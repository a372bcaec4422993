import type { NamedPort } from '../member-services.js';
import { clientPort, controllerPort } from './rules.js';

/** What members of a node type listen at. */
export function memberPort(nodeType: string): NamedPort {
  return nodeType === 'controller'
    ? { name: 'controller', port: controllerPort }
    : { name: 'kafka', port: clientPort };
}
