import type { ClusterConfig, DistributedClusterSpec } from '../../api/distributed-cluster.js';
import type { ErrorCode, FieldProblem } from '../../api/errors/index.js';
import type { Guard } from '../../api/membership.js';

/** Names by which others reach the workflow; the Temporal UI shows the same. */
export const clusterWorkflowType = 'cluster';
export const clusterChangedSignal = 'changed';
export const clusterProgressQuery = 'progress';
export const scaleUpdate = 'scale';
export const upgradeUpdate = 'upgrade';
export const configureUpdate = 'configure';

/** Queue on which the orchestrators take cluster workflows and their activities. */
export const orchestratorTaskQueue = 'statewright';

/**
 * Input of the workflow `cluster/<namespace>/<name>`. The desired state is in Kubernetes; with `spec` the workflow
 * first writes it there (a start from the Temporal UI or by another system), without it it only looks.
 */
export interface ClusterInput {
  readonly namespace: string;
  readonly name: string;
  readonly spec?: DistributedClusterSpec;
  /** Carried over by continue-as-new; left out by callers. */
  readonly carried?: CarriedProgress;
}

/** What a continued run must know of the one before. */
export interface CarriedProgress {
  readonly steps: readonly Step[];
}

export type StepState = 'Pending' | 'Running' | 'Done' | 'Blocked';

/** One named step of the process, as people see it in `statewright watch`, the console and the Temporal UI. */
export interface Step {
  readonly name: string;
  readonly state: StepState;
  /** What it waits for, with numbers: `1 of 2 ready; logs-data-1: FailedScheduling: …`. */
  readonly detail: string;
  /** Milliseconds since the epoch, by the workflow's clock. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

export type ClusterPhase = 'Pending' | 'Provisioning' | 'Updating' | 'Ready' | 'Blocked' | 'Deleting';

/** Reply to the query `progress`. */
export interface ClusterProgress {
  readonly phase: ClusterPhase;
  /** Generation of the spec that is being worked on, or that is in place. 0 before the first look. */
  readonly generation: number;
  /** What the workflow waits for, in a sentence. */
  readonly message: string;
  readonly steps: readonly Step[];
  /** Of the member that is to go or to be restarted, as they were last seen. */
  readonly guards?: readonly Guard[];
  /** Set while something refuses to go on; cleared by itself. */
  readonly blockedBy?: { readonly code: ErrorCode; readonly sentence: string; readonly remedy: string };
}

export interface ScaleRequest {
  readonly nodeType: string;
  readonly replicas: number;
}

export interface UpgradeRequest {
  readonly version: string;
}

export interface ConfigureRequest {
  readonly nodeType: string;
  /** Replaces the node type's `config` as a whole. */
  readonly config: ClusterConfig;
}

/** Reply to an accepted Update: the generation of the spec that carries the change; watch it become observed. */
export interface ChangeAccepted {
  readonly generation: number;
}

/** Result of the workflow when the cluster is gone. */
export interface ClusterOutcome {
  readonly outcome: 'Deleted' | 'NeverExisted' | 'Refused';
  readonly message: string;
  readonly problems?: readonly FieldProblem[];
}
