import { createHash } from 'node:crypto';
import type { Member } from '../../api/membership.js';

/** Ids of controllers begin here: a node type has at most 1000 members, and an id is given once in a cluster. */
export const firstControllerId = 1000;

/** `node.id` of a member: a broker's is its ordinal. */
export function nodeId({ nodeType, ordinal }: Member): number {
  return nodeType === 'controller' ? firstControllerId + ordinal : ordinal;
}

/**
 * 16 bytes as Kafka writes a Uuid: 22 characters of URL-safe base64. The same words give the same bytes; the first bit
 * is 0, so that the text never begins with `-` (as those of Kafka's own Uuid.randomUuid do not).
 */
function uuid(...words: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(words)).digest().subarray(0, 16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('base64url');
}

/** Kafka's cluster id, which the disks of all members bear: a member never joins another cluster by mistake. */
export function clusterId(clusterUid: string): string {
  return uuid('cluster', clusterUid);
}

/** Directory id with which a controller of the first hour is formatted. */
export function firstDirectoryId(clusterUid: string, ordinal: number): string {
  return uuid('controller', clusterUid, String(ordinal));
}
