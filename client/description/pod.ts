import { explainPod, isPodReady, type PodReason, type PodState } from '../../api/pod-reason.js';
import { label } from '../../api/names.js';
import type { Pod } from '../../kubernetes/index.js';
import { inOrder, type EventDescription } from './event.js';

/** One member of a cluster as its pod is now. */
export interface PodDescription {
  readonly name: string;
  readonly uid: string;
  readonly nodeType: string;
  /** Empty until a machine was chosen. */
  readonly machine: string;
  /** Empty until it has an address. */
  readonly ip: string;
  readonly ready: boolean;
  /** Containers that are ready, of how many: `1/1`. */
  readonly containers: string;
  readonly restarts: number;
  /** RFC 3339 */
  readonly createdAt: string;
  /** Why it is not ready, in its own words. */
  readonly reason?: PodReason;
  /** What Kubernetes wrote about it, oldest first; filled for pods that are not ready. */
  readonly events: readonly EventDescription[];
}

/** The API server writes null for an empty list in places; the explanation knows only lists and nothing. */
function podState(pod: Pod): PodState {
  const { status } = pod;
  return {
    metadata: pod.metadata,
    status: status && {
      ...status,
      conditions: status.conditions ?? undefined,
      containerStatuses: status.containerStatuses ?? undefined,
      initContainerStatuses: status.initContainerStatuses ?? undefined,
    },
  };
}

/**
 * The pod's own reason, made more exact by its last warning where its status only says that the start is under way.
 *
 * | status says                        | last warning       | reason shown      |
 * | ---------------------------------- | ------------------ | ----------------- |
 * | ready                              | any                | none              |
 * | stuck (ErrImagePull, Unschedulable) | any               | the status's      |
 * | Terminating                        | any                | Terminating       |
 * | starting, NotReady, Pending        | none               | the status's      |
 * | starting, NotReady, Pending        | FailedMount, …     | the warning's     |
 */
export function podReason(pod: PodState, events: readonly EventDescription[]): PodReason | undefined {
  const own = explainPod(pod);
  if (own === undefined || own.stuck || own.reason === 'Terminating') return own;
  const warning = inOrder(events).findLast((event) => event.warning);
  return warning ? { reason: warning.reason, message: warning.message, stuck: false } : own;
}

/** `events` are those about this pod; others must be left out. */
export function describePod(pod: Pod, events: readonly EventDescription[] = []): PodDescription {
  const state = podState(pod);
  const statuses = pod.status?.containerStatuses ?? [];
  const reason = podReason(state, events);
  return {
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    nodeType: pod.metadata.labels?.[label.nodeType] ?? '',
    machine: pod.spec.nodeName ?? '',
    ip: pod.status?.podIP ?? '',
    ready: isPodReady(state),
    containers: `${statuses.filter((status) => status.ready).length}/${pod.spec.containers.length}`,
    restarts: statuses.reduce((sum, status) => sum + status.restartCount, 0),
    createdAt: pod.metadata.creationTimestamp ?? '',
    ...(reason && { reason }),
    events: inOrder(events),
  };
}

/** By node type, then by ordinal: `data-2` before `data-10`. */
export function sortPods<T extends { readonly nodeType: string; readonly name: string }>(
  pods: readonly T[],
): readonly T[] {
  const order = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  return pods.toSorted((a, b) => order(a.nodeType, b.nodeType) || order(a.name, b.name));
}
