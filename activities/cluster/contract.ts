import type { ComponentHealth, ComponentRules } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import type { FieldProblem } from '../../api/errors/index.js';
import type { Member } from '../../api/membership.js';
import type { ObjectKey } from '../../api/names.js';
import type { LeavingMember } from '../../api/offline/leaving.js';
import type { SpecChange } from '../../api/spec-change.js';
import type { MachineCapacity } from '../../api/validation/machines.js';

/** One cluster and no later one of the same name. Every write checks the UID first. */
export interface ClusterRef extends ObjectKey {
  readonly uid: string;
}

/** What a live look at a DistributedCluster shows, with what the catalog says of its component. */
export interface ObservedCluster {
  readonly uid: string;
  readonly generation: number;
  /** Generation that is fully in place; 0 if none is. */
  readonly observedGeneration: number;
  readonly deletionRequested: boolean;
  /** The members have formed a cluster once. */
  readonly formed: boolean;
  /** The spec with the catalog's defaults. */
  readonly spec: DistributedClusterSpec;
  /** All components, so that validators inside the workflow judge as the front door does. */
  readonly rules: readonly ComponentRules[];
  /** Empty if the machines could not be read: then nothing is refused for lack of room. */
  readonly machines: readonly MachineCapacity[];
  /** Why the spec cannot be worked on; empty if it can. */
  readonly problems: readonly FieldProblem[];
  /** Node types that are brought up together, stage by stage; only those of the spec. */
  readonly provisioningStages: readonly (readonly string[])[];
  /** Node types in the order in which they are restarted for a change; only those of the spec. */
  readonly rolloutOrder: readonly string[];
  /** Node types whose set is not there, though the spec asks for it. */
  readonly missingSets: readonly string[];
  /**
   * Members that run and that the spec no longer asks for, in the order in which they should leave. Absent if the
   * component has no way of its own for members to leave, and in histories from before there was one.
   */
  readonly leaving?: readonly LeavingMember[];
  /**
   * How a rollout finds the members. Absent if the component has no guards, so that its sets replace pods by themselves, and in
   * histories from before there were guarded restarts.
   */
  readonly rollout?: RolloutStart;
}

export interface RolloutStart {
  /** Node types with members that do not serve and will not by waiting, in the order of `rolloutOrder`. */
  readonly faulty: readonly string[];
  /** Members that the spec asks for and that have no pod. */
  readonly joining: readonly Member[];
}

export type LookUp = { readonly found: false } | { readonly found: true; readonly cluster: ObservedCluster };

export interface ClusterDeclaration extends ObjectKey {
  readonly spec: DistributedClusterSpec;
}

/** Asks to wait until there is something new to say. */
export interface AwaitRequest {
  readonly ref: ClusterRef;
  /** What is known and shown already; the wait ends when the sentence differs or the goal is reached. */
  readonly shown: string;
  /** Milliseconds during which a differing sentence is not yet reported, so that a flood of changes is one report. */
  readonly quietMs: number;
}

export interface AwaitNodeTypeRequest extends AwaitRequest {
  readonly nodeType: string;
}

/** `reached`: the goal holds now. `detail`: the state in a sentence with numbers. */
export interface AwaitReport {
  readonly reached: boolean;
  readonly detail: string;
}

export interface AwaitHealthReport extends AwaitReport {
  readonly health: ComponentHealth;
}

/** What the workflow writes into `status`; the controller owns the other fields. */
export interface StatusReport {
  readonly phase: 'Pending' | 'Provisioning' | 'Updating' | 'Ready' | 'Blocked' | 'Deleting';
  readonly message: string;
  readonly observedGeneration: number;
  readonly formed: boolean;
}

/**
 * The side effects of the `cluster` workflow. Each may run twice: all names derive from the cluster, all writes check
 * the cluster's UID, and nothing without our mark is touched. Failures are ApplicationFailures whose type is
 * `NotFound`, `Conflict` or `Invalid` (not retried) or `Unavailable` (retried).
 */
export interface ClusterActivities {
  /** Writes the spec to Kubernetes, creating the cluster if need be. For a start that brings its own spec. */
  declareCluster(declaration: ClusterDeclaration): Promise<void>;
  /** Live and uncached. `found: false` only if Kubernetes said that the cluster does not exist. */
  lookUpCluster(key: ObjectKey): Promise<LookUp>;
  /** Changes one part of the spec; returns the new generation. Refuses what the live spec does not allow. */
  changeSpec(ref: ClusterRef, change: SpecChange): Promise<{ readonly generation: number }>;
  reportStatus(ref: ClusterRef, status: StatusReport): Promise<void>;

  /** Puts our finalizer on the cluster, so that it cannot vanish before what was made for it. */
  holdCluster(ref: ClusterRef): Promise<void>;
  /** Services and configuration. */
  applyShared(ref: ClusterRef): Promise<void>;
  /** The sets of these node types. `Guarded`: the workflow restarts their members, the sets only make what is missing. */
  applySets(ref: ClusterRef, nodeTypes: readonly string[], restarts?: 'Guarded'): Promise<void>;
  /** Removes what we made for node types that the spec no longer has; returns their names. */
  pruneNodeTypes(ref: ClusterRef): Promise<readonly string[]>;
  /** Waits until every member of the node type runs the current spec and answers. */
  awaitNodeType(request: AwaitNodeTypeRequest): Promise<AwaitReport>;
  /** Waits until the system itself says that it is well. */
  awaitHealth(request: AwaitRequest): Promise<AwaitHealthReport>;

  /** Records that the members have formed a cluster, and takes away the settings that let them form another one. */
  sealFormation(ref: ClusterRef): Promise<void>;

  deleteSets(ref: ClusterRef): Promise<void>;
  /** Waits until no pod of the cluster is left, proven by a live list. */
  awaitMembersGone(request: AwaitRequest): Promise<AwaitReport>;
  /** Deletes the claims of the cluster, unless they are to be retained; returns how many it kept. */
  deleteVolumes(ref: ClusterRef): Promise<{ readonly retained: number }>;
  deleteShared(ref: ClusterRef): Promise<void>;
  /** Waits until nothing that we made is left, proven by live lists. */
  awaitNothingLeft(request: AwaitRequest): Promise<AwaitReport>;
  /** Takes our finalizer off. */
  releaseCluster(ref: ClusterRef): Promise<void>;
}
