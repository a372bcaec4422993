import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import type { OwnerReference } from '../../api/object-meta.js';
import type { OrdinalSet } from '../../api/ordinals.js';
import type { IntOrString, LabelSelector, PodTemplate, VolumeClaimTemplate } from '../../api/pod-template.js';

/**
 * What the controller looks at: narrow, read-only views, to which an AdvancedStatefulSet and an apps/v1 StatefulSet can
 * both be brought (`views.ts`). Nothing in this folder that decides knows of which kind a set is.
 */

export type StringMap = Readonly<Record<string, string>>;

export interface SetView {
  /** Of the kind that the set is, for the owner references of what it makes. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  /** Deletion was asked for. */
  readonly terminating: boolean;
  readonly annotations: StringMap;
  readonly spec: SetSpecView;
  /** As it stands; empty before the first one was written. */
  readonly status: AdvancedStatefulSetStatus;
  /** Why the spec cannot be followed; empty for all that went through the door. */
  readonly problems: readonly string[];
}

/** The fields of apps/v1 StatefulSetSpec after defaulting, and ours. */
export interface SetSpecView {
  readonly replicas: number;
  /** `ordinals.start`. */
  readonly start: number;
  /** `offlineStrategy.podOrdinals`, in range or not. */
  readonly offline: OrdinalSet;
  readonly offlineVolumes: Policy;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly volumeClaimTemplates: readonly VolumeClaimTemplate[];
  readonly serviceName: string;
  readonly podManagementPolicy: 'OrderedReady' | 'Parallel';
  readonly update: UpdateView;
  readonly minReadySeconds: number;
  /** Negative: all revisions are kept. */
  readonly revisionHistoryLimit: number;
  readonly retention: { readonly whenDeleted: Policy; readonly whenScaled: Policy };
  readonly paused: boolean;
  /** Whether claims follow a storage request that grows in their template; apps/v1 never does. */
  readonly growClaims: boolean;
}

export type Policy = 'Retain' | 'Delete';

/** `OnDelete` ignores the rest. */
export interface UpdateView {
  readonly type: 'RollingUpdate' | 'OnDelete';
  /** How many ordinals from the first of the range keep the current revision. */
  readonly partition: number;
  readonly maxUnavailable: IntOrString;
  readonly podUpdatePolicy: 'ReCreate' | 'InPlaceIfPossible';
}

export interface PodView {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: StringMap;
  readonly ownerReferences: readonly OwnerReference[];
  readonly terminating: boolean;
  /** Pending, Running, Succeeded, Failed or Unknown. */
  readonly phase: string;
  /** The condition Ready is true. */
  readonly ready: boolean;
  /** Milliseconds since the epoch at which Ready last changed; undefined if the condition does not say. */
  readonly readyChangedAt: number | undefined;
  /** Whether it is ready, or was since it took its revision, as far as its status tells. */
  readonly everReady: boolean;
  /** Why it will not become ready by waiting alone, for people; undefined if it may. */
  readonly stuck: string | undefined;
  /** Names of claims by names of volumes. */
  readonly claims: StringMap;
  readonly inPlace: InPlaceState;
  /** Identity of what runs in each container, to tell later whether it was restarted; empty for one that never ran. */
  readonly containerIds: StringMap;
}

/**
 * Where an update of the pod without replacing it stands.
 * - `settled`: none, or it has taken effect.
 * - `underWay`: the pod was told, and the kubelet has not done it yet.
 * - `infeasible`: the machine cannot give what was asked for.
 */
export type InPlaceState = 'settled' | 'underWay' | 'infeasible';

export interface ClaimView {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly ownerReferences: readonly OwnerReference[];
  readonly terminating: boolean;
  /** It bears the mark of a claim whose ordinal went offline while `whenScaled` was Delete (`claims.ts`). */
  readonly markedOffline: boolean;
  /** Bytes asked for; undefined if unreadable. */
  readonly requestedBytes: number | undefined;
  /** Whether its StorageClass lets it grow. */
  readonly expandable: boolean;
}

/** A ControllerRevision. */
export interface RevisionView {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly revision: number;
  /** RFC 3339; breaks ties of `revision`. */
  readonly creationTimestamp: string;
  /** `data` as canonical JSON (`canonicalJson`): equal text is equal data. */
  readonly data: string;
  /** Has no controller: matches the set's selector and can be adopted. */
  readonly orphan: boolean;
}

/** Everything the controller knows of one set at one moment. */
export interface Observation {
  readonly set: SetView;
  /**
   * Pods controlled by the set's UID, orphans that its selector matches, and, as far as known, whatever else in the
   * namespace has the name of a member.
   */
  readonly pods: readonly PodView[];
  /** By name; all of the namespace that are named after the set and one of its claim templates (`claimSeries`). */
  readonly claims: ReadonlyMap<string, ClaimView>;
  /** Those controlled by the set's UID, and orphans that its selector matches. */
  readonly revisions: readonly RevisionView[];
  /** `kind/name` of other sets that select the same pods (`selectorsOverlap`). */
  readonly overlapping: readonly string[];
  /** UIDs of pods for which the API server refused an update in place; they are replaced instead. */
  readonly inPlaceRefused: ReadonlySet<string>;
  /** Whether pods have the subresource `resize` (Kubernetes 1.33 and later). */
  readonly resizeSupported: boolean;
}
