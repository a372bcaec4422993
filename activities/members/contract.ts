import type { DistributedClusterStatus } from '../../api/distributed-cluster.js';
import type { Departure, Guard, Member } from '../../api/membership.js';
import type { ObjectKey } from '../../api/names.js';
import type { BringOnlineRequest, OperationKind, TakeOfflineRequest } from '../../api/offline/requests.js';
import type { AwaitNodeTypeRequest, AwaitReport, AwaitRequest, ClusterRef } from '../cluster/contract.js';

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
  /** Drain once more after the second guards and after the pod is gone; absent in histories from before that was done. */
  readonly thorough?: boolean;
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
  /** Of a restart: the owner's reason for which those that do not hold are skipped. */
  readonly forced?: string;
}

export interface DrainRequest extends MemberWait {
  /** Do not wait for a member that is dead. */
  readonly forced: boolean;
  /** Fail with `MemberStays` once the spec no longer asks for the member's leave. */
  readonly whileWished: boolean;
  /** Milliseconds since the epoch after which it is waited for no longer. */
  readonly untilMs?: number;
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

/** A member to restart, and which restart of its node type that is. */
export interface RestartToDo {
  readonly member: Member;
  /** Of its pod as it is now. */
  readonly uid: string;
  readonly number: number;
  readonly of: number;
}

export interface ReplaceRequest extends MemberWait {
  /** Of the pod that is to go, and no later one. */
  readonly uid: string;
}

export interface BoundedRequest extends AwaitRequest {
  /** Milliseconds since the epoch after which it is waited for no longer. */
  readonly untilMs?: number;
}

export interface SettleRequest extends AwaitRequest {
  readonly members: readonly Member[];
  /** Milliseconds since the epoch after which it is waited for no longer. */
  readonly untilMs: number;
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

  /**
   * Waits until the set of the node type has taken up its spec, and replaces the members of an older revision that do not serve
   * anyway: all at once, as they may wait for each other.
   */
  replaceFaulty(request: AwaitNodeTypeRequest): Promise<AwaitReport>;
  /** The member of the node type to restart next; undefined if all that run are of the newest revision. */
  nextRestart(ref: ClusterRef, nodeType: string): Promise<RestartToDo | undefined>;
  /** Deletes the member's pod, if it is still that one, and waits until another is ready. */
  replaceMember(request: ReplaceRequest): Promise<AwaitReport>;
  /** Waits until the members have joined and carry their share, or the time is over. Who is not asked for any more is left out. */
  settleMembers(request: SettleRequest): Promise<AwaitReport>;
  /** Takes back the drain of every member that is to stay, except those that an operation is taking offline. */
  undrainStaying(request: BoundedRequest): Promise<AwaitReport>;
}

/** Tells of operations that are under way. */
export interface RunningOperations {
  /** Members that the running operation on this cluster is about, `any` if it has not said yet; undefined if none is running. */
  find(key: ObjectKey): Promise<readonly Member[] | 'any' | undefined>;
}
