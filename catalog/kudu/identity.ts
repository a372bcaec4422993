import type { Member } from '../../api/membership.js';
import { nodeTypeSetName } from '../../api/names.js';
import { masterPort } from './rules.js';

/** Host name of a member within the cluster, and of the headless Service of its node type. */
export function memberHost(
  cluster: { readonly namespace: string; readonly name: string },
  member: Member,
): string {
  const set = nodeTypeSetName(cluster.name, member.nodeType);
  return `${set}-${member.ordinal}.${set}.${cluster.namespace}.svc`;
}

/** All masters, as flags of Kudu want them. */
export function masterAddresses(
  cluster: { readonly namespace: string; readonly name: string },
  masters: number,
): string {
  return Array.from(
    { length: masters },
    (_, ordinal) => `${memberHost(cluster, { nodeType: 'master', ordinal })}:${masterPort}`,
  ).join(',');
}
