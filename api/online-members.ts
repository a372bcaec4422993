/** Which ordinals of a node type have a member. Free of zod, so that workflows may use it. */
import type { DistributedClusterSpec, NodeType } from './distributed-cluster.js';

type Counted = Pick<NodeType, 'replicas' | 'offlineOrdinals'>;

/** Whether a member of this ordinal is to run: it is in range and not offline. */
export function isToBeOnline({ replicas, offlineOrdinals = [] }: Counted, ordinal: number): boolean {
  return ordinal < replicas && !offlineOrdinals.includes(ordinal);
}

/** Members that are to run. Offline ordinals out of range count for nothing. */
export function countOnline({ replicas, offlineOrdinals = [] }: Counted): number {
  return replicas - new Set(offlineOrdinals.filter((ordinal) => ordinal < replicas)).size;
}

/** Members that are to run in all node types. */
export function countMembersOnline({ nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>): number {
  return nodeTypes.reduce((sum, nodeType) => sum + countOnline(nodeType), 0);
}
