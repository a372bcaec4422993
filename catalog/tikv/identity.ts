import type { Member } from '../../api/membership.js';
import { nodeTypeSetName } from '../../api/names.js';

interface ClusterName {
  readonly namespace: string;
  readonly name: string;
}

/** Host name of a member within the cluster, by the headless Service of its node type. */
export function memberHost(cluster: ClusterName, { nodeType, ordinal }: Member): string {
  const set = nodeTypeSetName(cluster.name, nodeType);
  return `${set}-${ordinal}.${set}.${cluster.namespace}.svc`;
}

/**
 * Whether a store's address, `host:port`, is that of the member with this host name. A store is registered by its full
 * name, which begins with the name within the cluster and goes on with a domain that we need not know.
 */
export function isAddressOf(address: string, host: string): boolean {
  return address.startsWith(`${host}:`) || address.startsWith(`${host}.`);
}
