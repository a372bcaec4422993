import type { Guard } from '../../api/membership.js';
import type { OperationKind } from '../../api/offline/requests.js';
import type { Step } from '../cluster/contract.js';

/** Query of both workflows. */
export const offlineProgressQuery = 'progress';

/**
 * | state     | the operation                                              |
 * | --------- | ---------------------------------------------------------- |
 * | Running   | goes on                                                    |
 * | Blocked   | waits for guards that do not hold, and goes on by itself   |
 * | Undoing   | was cancelled or refused, and takes back what it did       |
 * | Done      | has ended with what was asked for                          |
 * | Cancelled | has ended with the member in progress as it was            |
 * | Failed    | likewise, because something refused                        |
 */
export type OperationState = 'Running' | 'Blocked' | 'Undoing' | 'Done' | 'Cancelled' | 'Failed';

/** Reply to the query `progress`. */
export interface OperationProgress {
  readonly kind: OperationKind;
  /** Pods of the members. */
  readonly members: readonly string[];
  readonly state: OperationState;
  /** What it waits for or what came of it, in a sentence. */
  readonly message: string;
  readonly steps: readonly Step[];
  /** All guards of the member in progress as they were last seen. */
  readonly guards: readonly Guard[];
  /** What the system has still to move, by what it is. */
  readonly remaining: Readonly<Record<string, number>>;
  /** Why guards are skipped. */
  readonly forced?: string;
}

export type MemberOutcome = 'Offline' | 'Online' | 'Undone' | 'Untouched';

/** What became of one member, and how long each part took, in milliseconds; a part that did not take place is absent. */
export interface MemberResult {
  readonly member: string;
  readonly outcome: MemberOutcome;
  readonly durations: {
    /** Until all guards held. */
    readonly guardsMs?: number;
    /** The system moving everything off, or taking its drain back. */
    readonly moveMs?: number;
    /** From the wish in the spec to the proof that the pod is gone. */
    readonly stopMs?: number;
    /** From the wish in the spec to the member with its share. */
    readonly settleMs?: number;
    /** Taking back. */
    readonly undoMs?: number;
  };
}

export interface OperationResult {
  readonly outcome: 'Done' | 'Cancelled';
  readonly message: string;
  readonly members: readonly MemberResult[];
  readonly durationMs: number;
  /** Why guards were skipped, and which did not hold. */
  readonly forced?: { readonly reason: string; readonly skipped: readonly string[] };
}
