import type { Member } from '../../api/membership.js';
import { nodeTypeSetName } from '../../api/names.js';

/** Host name of a member within the cluster, and of the headless Service of its node type. */
export function memberHost(
  cluster: { readonly namespace: string; readonly name: string },
  member: Member,
): string {
  const set = nodeTypeSetName(cluster.name, member.nodeType);
  return `${set}-${member.ordinal}.${set}.${cluster.namespace}.svc`;
}

/** Whether a name that a server reports is this host's: servers know members by full names, with the domain behind. */
export function isHost(reported: string, host: string): boolean {
  return reported === host || reported.startsWith(`${host}.`);
}
