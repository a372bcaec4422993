import { explainPod, isPodReady, type PodState } from './pod-reason.js';

/** As long as a Deployment waits for progress by default (apps/v1 `progressDeadlineSeconds`). */
export const patienceMs = 600_000;

/** The kubelet's times have whole seconds; two that were the same moment may differ by one. */
const roundingMs = 1_000;

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null | undefined;
}

/** The part of a pod that tells whether it ever served (k8s.io/api core/v1 Pod). */
export interface PodPast {
  readonly status?:
    | {
        readonly phase?: string | undefined;
        readonly startTime?: string | null | undefined;
        readonly conditions?: readonly Condition[] | null | undefined;
      }
    | undefined;
}

/**
 * The kubelet sets a pod's start time and its first condition Ready, which is False, in one step; Ready changes later only
 * by becoming True (pkg/kubelet/status `updateStatusInternal`). A pod whose images were changed in place begins anew when
 * those containers start:
 *
 * | condition Ready                        | it was ready                            |
 * | -------------------------------------- | --------------------------------------- |
 * | True                                   | yes                                     |
 * | none                                   | no                                      |
 * | False, last changed before it began    | no                                      |
 * | False, last changed since              | yes                                     |
 * | False, times unknown                   | yes unless the pod is Pending: not sure |
 *
 * @param begunAt milliseconds since the epoch
 */
export function wasEverReady(pod: PodPast, begunAt: number | undefined): boolean {
  const condition = readyCondition(pod);
  if (condition === undefined) return false;
  if (condition.status === 'True') return true;
  const changedAt = timeOf(condition.lastTransitionTime);
  if (changedAt === undefined || begunAt === undefined) return pod.status?.phase !== 'Pending';
  return changedAt > begunAt + roundingMs;
}

/**
 * Whether the pod does not serve and is not expected to by waiting: it never did, it is stuck, or it has not for long.
 * To replace such a pod takes nothing away from anybody.
 *
 * @param now milliseconds since the epoch
 */
export function isFaultyPod(pod: PodState & PodPast, now: number): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || isPodReady(pod)) return false;
  if (!wasEverReady(pod, timeOf(pod.status?.startTime)) || explainPod(pod)?.stuck === true) return true;
  const changedAt = timeOf(readyCondition(pod)?.lastTransitionTime);
  return changedAt !== undefined && now - changedAt >= patienceMs;
}

function readyCondition({ status }: PodPast): Condition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** Milliseconds since the epoch. */
export function timeOf(text: string | null | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
