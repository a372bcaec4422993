import { explainPod } from '../../api/pod-reason.js';
import type { Pod } from '../../kubernetes/index.js';
import { awaitsRestart, inPlaceAnnotation } from './in-place.js';
import type { InPlaceState, PodView, StringMap } from './model.js';

export function podViewOf(pod: Pick<Pod, 'metadata' | 'spec' | 'status'>): PodView {
  const { metadata, spec, status } = pod;
  const condition = conditionOf(pod, 'Ready');
  const containerIds = containerIdsOf(pod);
  const why = explainPod({ metadata, status });
  return {
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    labels: metadata.labels ?? {},
    ownerReferences: metadata.ownerReferences ?? [],
    terminating: metadata.deletionTimestamp !== undefined,
    phase: status?.phase ?? 'Pending',
    ready: condition?.status === 'True',
    readyChangedAt: timeOf(condition?.lastTransitionTime),
    everReady: wasEverReady(pod),
    stuck: why?.stuck ? `${why.reason}: ${why.message}` : undefined,
    claims: claimsOf(spec),
    inPlace: inPlaceStateOf(pod, containerIds),
    containerIds,
  };
}

type Seen = Pick<Pod, 'metadata' | 'status'>;

/** Times have whole seconds; two that were the same moment may differ by one. */
const roundingMs = 1_000;

/**
 * The kubelet sets a pod's start time and its first condition Ready, which is False, in one step; Ready changes later only
 * by becoming True (pkg/kubelet/status `updateStatusInternal`):
 *
 * | condition Ready                         | it was ready                            |
 * | --------------------------------------- | --------------------------------------- |
 * | True                                    | yes                                     |
 * | none                                    | no                                      |
 * | False, last changed when the pod started | no                                     |
 * | False, last changed later               | yes                                     |
 * | False, times unknown                    | yes unless the pod is Pending: not sure |
 */
function wasEverReady(pod: Seen): boolean {
  const condition = conditionOf(pod, 'Ready');
  if (condition === undefined) return false;
  if (condition.status === 'True') return true;
  const changedAt = timeOf(condition.lastTransitionTime);
  const startedAt = timeOf(pod.status?.startTime);
  if (changedAt === undefined || startedAt === undefined) return pod.status?.phase !== 'Pending';
  return changedAt > startedAt + roundingMs;
}

/**
 * | the pod                                                               | state      |
 * | --------------------------------------------------------------------- | ---------- |
 * | condition PodResizePending, Infeasible                                | infeasible |
 * | condition PodResizePending otherwise, or PodResizeInProgress          | underWay   |
 * | a container whose image was changed still runs as before              | underWay   |
 * | its status is of an older generation than its spec                    | underWay   |
 * | otherwise                                                             | settled    |
 */
function inPlaceStateOf(pod: Seen, containerIds: StringMap): InPlaceState {
  const pending = conditionOf(pod, 'PodResizePending');
  if (pending?.status === 'True') return pending.reason === 'Infeasible' ? 'infeasible' : 'underWay';
  if (conditionOf(pod, 'PodResizeInProgress')?.status === 'True') return 'underWay';
  if (awaitsRestart(pod.metadata.annotations?.[inPlaceAnnotation], containerIds)) return 'underWay';
  const observed = pod.status?.observedGeneration;
  const isBehind = typeof observed === 'number' && observed < (pod.metadata.generation ?? 0);
  return isBehind ? 'underWay' : 'settled';
}

function conditionOf({ status }: Pick<Pod, 'status'>, type: string) {
  return status?.conditions?.find((condition) => condition.type === type);
}

function containerIdsOf({ status }: Pick<Pod, 'status'>): StringMap {
  const ids: Record<string, string> = {};
  for (const { name, containerID } of status?.containerStatuses ?? []) {
    if (typeof containerID === 'string') ids[name] = containerID;
  }
  return ids;
}

function claimsOf({ volumes }: Pod['spec']): StringMap {
  const claims: Record<string, string> = {};
  for (const { name, persistentVolumeClaim } of volumes ?? []) {
    if (persistentVolumeClaim !== undefined) claims[name] = persistentVolumeClaim.claimName;
  }
  return claims;
}

/** Milliseconds since the epoch. */
function timeOf(text: string | null | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
