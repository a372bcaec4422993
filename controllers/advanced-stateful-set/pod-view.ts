import { timeOf, wasEverReady } from '../../api/pod-faults.js';
import { explainPod } from '../../api/pod-reason.js';
import type { Pod } from '../../kubernetes/index.js';
import { awaitsRestart, containersBefore, inPlaceAnnotation } from './in-place.js';
import type { InPlaceState, PodView, StringMap } from './model.js';

export function podViewOf(pod: Pick<Pod, 'metadata' | 'spec' | 'status'>): PodView {
  const { metadata, spec, status } = pod;
  const condition = conditionOf(pod, 'Ready');
  const containerIds = containerIdsOf(pod);
  const before = containersBefore(metadata.annotations?.[inPlaceAnnotation]);
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
    everReady: wasEverReady(pod, beginningOf(pod, Object.keys(before))),
    stuck: why?.stuck ? `${why.reason}: ${why.message}` : undefined,
    claims: claimsOf(spec),
    inPlace: inPlaceStateOf(pod, awaitsRestart(before, containerIds)),
    containerIds,
  };
}

type Seen = Pick<Pod, 'metadata' | 'status'>;

/** Milliseconds since the epoch; infinite while a container that was changed has not started. */
function beginningOf({ status }: Seen, changed: readonly string[]): number | undefined {
  const startedAt = timeOf(status?.startTime);
  if (changed.length === 0 || startedAt === undefined) return startedAt;
  const starts = changed.map((container) => {
    const running = status?.containerStatuses?.find(({ name }) => name === container)?.state?.running;
    return timeOf(running?.startedAt) ?? Infinity;
  });
  return Math.max(startedAt, ...starts);
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
function inPlaceStateOf(pod: Seen, runsAsBefore: boolean): InPlaceState {
  const pending = conditionOf(pod, 'PodResizePending');
  if (pending?.status === 'True') return pending.reason === 'Infeasible' ? 'infeasible' : 'underWay';
  if (conditionOf(pod, 'PodResizeInProgress')?.status === 'True') return 'underWay';
  if (runsAsBefore) return 'underWay';
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
