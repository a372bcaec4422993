/** The part of a container's status that tells why a pod is not ready (k8s.io/api core/v1 ContainerStatus). */
export interface ContainerState {
  readonly name: string;
  readonly ready?: boolean | undefined;
  readonly restartCount?: number | undefined;
  readonly state?: ContainerStateDetail | undefined;
  readonly lastState?: ContainerStateDetail | undefined;
}

interface ContainerStateDetail {
  readonly waiting?:
    { readonly reason?: string | undefined; readonly message?: string | undefined } | undefined;
  readonly running?: unknown;
  readonly terminated?:
    | {
        readonly exitCode?: number | undefined;
        readonly reason?: string | undefined;
        readonly message?: string | undefined;
      }
    | undefined;
}

/** The part of a pod that tells why it is not ready (k8s.io/api core/v1 Pod). */
export interface PodState {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string | undefined };
  readonly status?:
    | {
        readonly phase?: string | undefined;
        readonly reason?: string | undefined;
        readonly message?: string | undefined;
        readonly conditions?:
          | readonly {
              readonly type: string;
              readonly status: string;
              readonly reason?: string | undefined;
              readonly message?: string | undefined;
            }[]
          | null
          | undefined;
        readonly initContainerStatuses?: readonly ContainerState[] | null | undefined;
        readonly containerStatuses?: readonly ContainerState[] | null | undefined;
      }
    | undefined;
}

/** Waiting reasons that only say that the ordinary start is under way. */
const ordinary = new Set(['PodInitializing', 'ContainerCreating']);

/** Why a pod is not ready. `stuck` is true when it will not become ready by waiting alone. */
export interface PodReason {
  readonly reason: string;
  readonly message: string;
  readonly stuck: boolean;
}

/** Whether the pod answers and is not on its way out. */
export function isPodReady(pod: PodState): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return pod.status?.conditions?.some((it) => it.type === 'Ready' && it.status === 'True') ?? false;
}

/**
 * The pod's own reason for not being ready, the first of these that holds; undefined for a ready pod.
 *
 * | state                                     | reason                        | stuck                      |
 * | ----------------------------------------- | ----------------------------- | -------------------------- |
 * | deletionTimestamp set                     | Terminating                   | no                         |
 * | phase Failed                              | status.reason, or Failed      | yes                        |
 * | condition PodScheduled False              | its reason (Unschedulable)    | yes                        |
 * | a container waits, not for ordinary start | its reason (ErrImagePull, …)  | yes                        |
 * | a container ended and is not running      | its reason (Error, OOMKilled) | yes, unless an init's exit 0 |
 * | a container waits for the ordinary start  | ContainerCreating, …          | no                         |
 * | all run, not ready                        | NotReady                      | no                         |
 * | nothing known yet                         | Pending                       | no                         |
 */
export function explainPod(pod: PodState): PodReason | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) {
    return { reason: 'Terminating', message: 'the pod is being ended', stuck: false };
  }
  if (isPodReady(pod)) return undefined;
  const { status } = pod;
  if (status?.phase === 'Failed') {
    return {
      reason: status.reason ?? 'Failed',
      message: status.message ?? 'the pod has failed',
      stuck: true,
    };
  }
  const scheduled = status?.conditions?.find((it) => it.type === 'PodScheduled');
  if (scheduled?.status === 'False') {
    return {
      reason: scheduled.reason ?? 'Unschedulable',
      message: scheduled.message ?? 'no machine takes the pod',
      stuck: true,
    };
  }
  const inits = status?.initContainerStatuses ?? [];
  const mains = status?.containerStatuses ?? [];
  const containers = [...inits, ...mains];
  for (const container of containers) {
    const stuck = explainStuckContainer(container, inits.includes(container));
    if (stuck) return stuck;
  }
  for (const container of containers) {
    const waiting = container.state?.waiting;
    if (waiting) {
      return {
        reason: waiting.reason ?? 'Waiting',
        message: `container ${container.name} is starting`,
        stuck: false,
      };
    }
  }
  if (mains.some((container) => container.state?.running !== undefined)) {
    return { reason: 'NotReady', message: 'running, and not ready to serve yet', stuck: false };
  }
  return { reason: 'Pending', message: 'waiting to be started', stuck: false };
}

function explainStuckContainer(container: ContainerState, init: boolean): PodReason | undefined {
  const { waiting, terminated } = container.state ?? {};
  if (waiting?.reason !== undefined && !ordinary.has(waiting.reason)) {
    const before = container.lastState?.terminated;
    const ended = before ? ` (last ended with ${before.reason ?? 'exit'} ${before.exitCode ?? ''})` : '';
    const message = `container ${container.name}: ${waiting.message ?? 'waiting'}${ended}`;
    return { reason: waiting.reason, message, stuck: true };
  }
  if (terminated && !(init && terminated.exitCode === 0)) {
    const message = `container ${container.name} ended with exit code ${terminated.exitCode ?? 'unknown'}${
      terminated.message === undefined ? '' : `: ${terminated.message}`
    }`;
    return { reason: terminated.reason ?? 'Terminated', message, stuck: true };
  }
  return undefined;
}
