import type { Member } from '../api/membership.js';
import { nodeTypeSetName } from '../api/names.js';

/** Name of a member's host within Kubernetes, which its node type's headless Service gives it. */
export function memberHost(
  cluster: { readonly namespace: string; readonly name: string },
  { nodeType, ordinal }: Member,
): string {
  const set = nodeTypeSetName(cluster.name, nodeType);
  return `${set}-${ordinal}.${set}.${cluster.namespace}.svc`;
}
