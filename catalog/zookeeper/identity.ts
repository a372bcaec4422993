import type { Member } from '../../api/membership.js';

/** Ids of observers begin here, those of servers at 1. ZooKeeper's `myid` may be 1 to 255, and 254 with TTL nodes. */
export const firstObserverId = 101;
export const lastId = 254;

/** What a server is in ZooKeeper's own list of servers. */
export type Role = 'participant' | 'observer';

export function roleOf(nodeType: string): Role {
  return nodeType === 'observer' ? 'observer' : 'participant';
}

/** `myid` of the member with ordinal 0. */
export function firstId(nodeType: string): number {
  return nodeType === 'observer' ? firstObserverId : 1;
}

/** `myid` of a member. */
export function serverId({ nodeType, ordinal }: Member): number {
  return firstId(nodeType) + ordinal;
}

/** Secret with the password of the cluster's superuser, `password`: docs/decisions/0019-zookeeper-superuser.md. */
export function superuserSecret({ name }: { readonly name: string }): string {
  return `${name}-superuser`;
}
