import type { DistributedClusterStatus } from '../../api/distributed-cluster.js';
import type { Departure, Guard, Member } from '../../api/membership.js';
import type { ObjectKey } from '../../api/names.js';
import type { BringOnlineRequest, OperationKind, TakeOfflineRequest } from '../../api/offline/requests.js';
import type { AwaitReport, AwaitRequest, ClusterRef } from '../cluster/contract.js';

/** An operation as a person or a program asked for it; not checked yet. */
export interface OperationToOpen {
  readonly kind: OperationKind;
  readonly request: TakeOfflineRequest | BringOnlineRequest;
}

/** The cluster that an operation acts on, and no later one of the same name. */
export interface OpenedOperation {
  readonly ref: ClusterRef;
  readonly tenant: string;
  readonly component: string;
}

export interface MemberWait extends AwaitRequest {
  readonly member: Member;
}

export interface GuardsRequest extends MemberWait {
  readonly departure: Departure;
}

/** `reached`: all guards hold. `detail`: those that do not, with their numbers. */
export interface GuardsReport extends AwaitReport {
  readonly guards: readonly Guard[];
}

export interface DrainRequest extends MemberWait {
  /** Do not wait for a member that is dead. */
  readonly forced: boolean;
  /** Fail with `MemberStays` once the spec no longer asks for the member's leave. */
  readonly whileWished: boolean;
}

export interface MoveWaitReport extends AwaitReport {
  /** What is left, by what it is. */
  readonly remaining: Readonly<Record<string, number>>;
}

export interface WishRequest {
  readonly ref: ClusterRef;
  readonly member: Member;
  readonly offline: boolean;
  /** Reason for which guards were skipped; kept on the cluster while the member is offline. */
  readonly forced?: string;
}

export interface ForceRecord {
  readonly ref: ClusterRef;
  readonly member: Member;
  readonly reason: string;
  /** Guards that did not hold, in a sentence; empty if all did. */
  readonly skipped: string;
}

export type OperationStatus = NonNullable<DistributedClusterStatus['operation']>;

/**
 * The side effects of operations on members. Each may run twice. Waits come back when there is something new to show;
 * while the data system gives no answer they say so and go on. Failures as those of ClusterActivities.
 */
export interface MemberActivities {
  /** Checks the request against the live cluster. Fails with `Invalid` and its problems, `ClusterNotFound`, `ClusterBeingDeleted`. */
  openOperation(operation: OperationToOpen): Promise<OpenedOperation>;
  /** Waits until every guard holds. */
  assessGuards(request: GuardsRequest): Promise<GuardsReport>;
  /** Asks the system to move everything off the member, and waits until it has. */
  drainMember(request: DrainRequest): Promise<MoveWaitReport>;
  /** Waits until nothing of a drain is left in the system. */
  undrainMember(request: MemberWait): Promise<MoveWaitReport>;
  /** Waits until the member runs, has joined and carries its share. */
  settleMember(request: MemberWait): Promise<MoveWaitReport>;
  /** Writes into the spec that the member is to be offline, or is to be online; false if it says so already. */
  writeWish(request: WishRequest): Promise<{ readonly changed: boolean }>;
  /** Waits until a live read proves that the member has no pod. */
  proveGone(request: MemberWait): Promise<AwaitReport>;
  /** Tells in an event that guards were skipped, and why. */
  recordForce(record: ForceRecord): Promise<void>;
  /** Shows the operation in the status of the cluster. */
  reportOperation(ref: ClusterRef, operation: OperationStatus): Promise<void>;

  /** Takes back the drain of every member that is to stay, except those that an operation is taking offline. */
  undrainStaying(request: AwaitRequest): Promise<AwaitReport>;
}

/** Tells of operations that are under way. */
export interface RunningOperations {
  /** Members that the running operation on this cluster is about, `any` if it has not said yet; undefined if none is running. */
  find(key: ObjectKey): Promise<readonly Member[] | 'any' | undefined>;
}
