import { sameData } from './same-data.js';
import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import type { Condition } from '../../api/object-meta.js';
import { formatOrdinals } from '../../api/ordinals.js';
import { setCondition } from '../runtime/conditions.js';
import { revisionOf } from './identity.js';
import type { SetView } from './model.js';
import { isAvailable, isRunningAndReady } from './pod-state.js';
import { selectorText } from './selectors.js';
import type { Situation } from './situation.js';

/** One fact about the set, before it becomes a condition with its times. */
export interface Finding {
  readonly type: 'Available' | 'Progressing' | 'Degraded' | 'Paused';
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/**
 * The whole status; conditions keep their times where their status stays.
 *
 * @param acts whether the decision is carried out; if not, a revision still to be made has no name to speak of
 */
export function statusOf(
  situation: Situation,
  findings: readonly Finding[],
  acts: boolean,
): AdvancedStatefulSetStatus {
  const { set, ordinals, wantedCount, decided } = situation;
  const rolledOut = isRolledOut(situation);
  const current = rolledOut ? decided.update.name : decided.current.name;
  const isMade = acts || !decided.actions.some(({ kind }) => kind === 'createRevision');
  const { currentRevision, updateRevision } = set.status;
  return {
    observedGeneration: set.generation,
    wanted: wantedCount,
    offline: formatOrdinals(ordinals.offline),
    outOfRange: formatOrdinals(ordinals.outOfRange),
    ...countPods(situation, current),
    ...(isMade
      ? { currentRevision: current, updateRevision: decided.update.name }
      : {
          ...(currentRevision !== undefined && { currentRevision }),
          ...(updateRevision !== undefined && { updateRevision }),
        }),
    collisionCount: decided.collisionCount,
    selector: selectorText(set.spec.selector),
    conditions: conditionsOf(situation, findings),
  };
}

/** Of a set whose spec cannot be followed: what was known of its pods, and why nothing is done. */
export function statusOfRefused(
  set: SetView,
  findings: readonly Finding[],
  now: Date,
): AdvancedStatefulSetStatus {
  return {
    ...set.status,
    observedGeneration: set.generation,
    conditions: conditionsOf({ set, now }, findings),
  };
}

function conditionsOf(
  { set, now }: Pick<Situation, 'set' | 'now'>,
  findings: readonly Finding[],
): Condition[] {
  const conditions = findings.reduce<readonly Condition[]>(
    (list, finding) => setCondition(list, { ...finding, observedGeneration: set.generation }, now),
    set.status.conditions ?? [],
  );
  return [...conditions];
}

type Counts = Required<
  Pick<
    AdvancedStatefulSetStatus,
    'replicas' | 'readyReplicas' | 'availableReplicas' | 'currentReplicas' | 'updatedReplicas'
  >
>;

/**
 * Counts of all pods that are the set's, in range or not; of revisions, only of those that stay (pkg/controller/statefulset
 * `computeReplicaStatus`).
 */
function countPods({ set, now, members, decided }: Situation, currentRevision: string): Counts {
  const counts = {
    replicas: 0,
    readyReplicas: 0,
    availableReplicas: 0,
    currentReplicas: 0,
    updatedReplicas: 0,
  };
  for (const { pod } of members.all.values()) {
    counts.replicas += 1;
    if (isRunningAndReady(pod)) {
      counts.readyReplicas += 1;
      if (isAvailable(pod, set.spec.minReadySeconds, now)) counts.availableReplicas += 1;
    }
    if (pod.terminating) continue;
    if (revisionOf(pod) === currentRevision) counts.currentReplicas += 1;
    if (revisionOf(pod) === decided.update.name) counts.updatedReplicas += 1;
  }
  return counts;
}

/**
 * Whether a rolling update has reached every wanted pod and all are ready, so that the update revision becomes the current
 * one (pkg/controller/statefulset `completeRollingUpdate`). Pods of offline ordinals that are still going do not matter.
 */
export function isRolledOut({ set, members, wantedCount, decided }: Situation): boolean {
  if (set.spec.update.type !== 'RollingUpdate') return false;
  if (members.condemned.length > 0 || members.wanted.size !== wantedCount) return false;
  for (const { pod } of members.wanted.values()) {
    const isUpdated = revisionOf(pod) === decided.update.name && pod.inPlace !== 'underWay';
    if (!isUpdated || pod.terminating || !isRunningAndReady(pod)) return false;
  }
  return true;
}

/** The fields that apps/v1 StatefulSetStatus has; its own controller writes no conditions. */
const appsV1Fields = [
  'observedGeneration',
  'replicas',
  'readyReplicas',
  'availableReplicas',
  'currentReplicas',
  'updatedReplicas',
  'currentRevision',
  'updateRevision',
  'collisionCount',
] as const;

/** The part of the status that the set's kind has, and whether it differs from what stands there. */
export function statusToWrite(
  set: Pick<SetView, 'apiVersion' | 'status'>,
  status: AdvancedStatefulSetStatus,
): { readonly status: AdvancedStatefulSetStatus; readonly changed: boolean } {
  const form = (whole: AdvancedStatefulSetStatus): AdvancedStatefulSetStatus =>
    set.apiVersion === 'apps/v1'
      ? Object.fromEntries(appsV1Fields.map((field) => [field, whole[field]]))
      : whole;
  const written = form(status);
  return { status: written, changed: !isSame(written, form(set.status)) };
}

/** Equal but for what is empty, which the server may leave out, and for the order of fields. */
function isSame(a: AdvancedStatefulSetStatus, b: AdvancedStatefulSetStatus): boolean {
  return sameData(withoutEmpty(a), withoutEmpty(b));
}

function withoutEmpty(status: AdvancedStatefulSetStatus): unknown {
  return Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== 0 && value !== '' && !isEmptyList(value)),
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
