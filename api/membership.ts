import type { ComponentAccess } from './component-access.js';
import type { DistributedClusterSpec } from './distributed-cluster.js';
import { nodeTypeSetName } from './names.js';

/** A member of a cluster. */
export interface Member {
  readonly nodeType: string;
  readonly ordinal: number;
}

/** Name of a member's pod. */
export function memberPodName(cluster: string, { nodeType, ordinal }: Member): string {
  return `${nodeTypeSetName(cluster, nodeType)}-${ordinal}`;
}

/** A condition that must hold before a member may go. */
export interface Guard {
  /** As a sentence: `No shard would be left without a copy`. */
  readonly name: string;
  readonly holds: boolean;
  /** The numbers it was judged by: `3 of 12 shards of logs-data-1 have no other copy: logs-1[0], …`. */
  readonly detail: string;
}

/** How far the system itself is with letting a member go, or with taking it in. */
export interface MoveReport {
  readonly done: boolean;
  /** In a sentence with numbers. */
  readonly detail: string;
  /** What is left, by what it is: `{ shards: 12, bytes: 10485760 }`; all 0 when done. */
  readonly remaining: Readonly<Record<string, number>>;
}

/** A pod of the cluster, read live. */
export interface MemberPod extends Member {
  readonly name: string;
  /** Undefined while it has none. */
  readonly address: string | undefined;
  readonly ready: boolean;
}

/** Why the member goes: a restart comes back with its data, the others do not for now. */
export type Departure = 'offline' | 'scale-down' | 'restart';

export interface MemberAccess extends ComponentAccess {
  readonly cluster: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly spec: DistributedClusterSpec;
  };
  readonly member: Member;
  readonly pods: readonly MemberPod[];
  /**
   * Reads one of the Secrets that the component's `render` lists, live; values as text by key. Absent for a component that lists
   * none. Throws StatewrightError `KubernetesNotFound` if it is not there, `NotOurs` if it was not made for this cluster.
   */
  readonly secret?: (name: string) => Promise<Readonly<Record<string, string>>>;
}

/**
 * How members leave a system and come back, in its own way. Each call looks, does what is missing, and returns; it may be
 * repeated at any time, by several at once. Throws StatewrightError `ComponentUnavailable` if no member answers.
 */
export interface Membership {
  /** What must hold for the member to go now, in the order in which people should read it. */
  guards(access: MemberAccess, departure: Departure): Promise<readonly Guard[]>;
  /** Asks the system to move everything off the member, and says how far it is. A member that is dead already is drained by what the others have. */
  drain(access: MemberAccess): Promise<MoveReport>;
  /** Takes back what `drain` asked for; done when nothing of it is left in the system. Nothing to take back is done too. */
  undrain(access: MemberAccess): Promise<MoveReport>;
  /** Whether the member has joined and carries its share. */
  settle(access: MemberAccess): Promise<MoveReport>;
  /** Members of a node type in the order in which they should be restarted: who leads comes last. */
  restartOrder(access: Omit<MemberAccess, 'member'>, nodeType: string): Promise<readonly Member[]>;
}
