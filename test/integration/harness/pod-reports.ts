import type { ContainerStatus, Pod } from '../../../kubernetes/index.js';

/**
 * - `unscheduled`: no machine has room for it.
 * - `starting`: its containers run and were never ready.
 * - `ready`: they are.
 * - `unready`: they were ready, and are not.
 * - `crashing`: they were never ready, and end again and again.
 * - `failed`: the machine ended it.
 * - `unreported`: the kubelet says nothing of it, be it new or changed.
 * - `lingering`: as `ready`, and it does not go when its end is asked for.
 */
export type Life =
  'unscheduled' | 'starting' | 'ready' | 'unready' | 'crashing' | 'failed' | 'unreported' | 'lingering';

/** What a kubelet would report of the pod; undefined if it has reported that, or may not any more. */
export function reportOf(pod: Pod, life: Life, now: Date): Readonly<Record<string, unknown>> | undefined {
  const { status, spec, metadata } = pod;
  if (life === 'unreported' || life === 'unscheduled') return undefined;
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return undefined;
  const time = `${now.toISOString().slice(0, 19)}Z`;
  if (life === 'failed') {
    return { phase: 'Failed', reason: 'Evicted', message: 'The machine was low on memory.' };
  }
  const isReady = life === 'ready' || life === 'lingering';
  const before = status?.conditions?.find(({ type }) => type === 'Ready');
  const ready = isReady ? 'True' : 'False';
  const containers = spec.containers.map((container) => ({
    ...container,
    // What runs tells its image, so that a container whose image was changed runs anew.
    containerID: `stand-in://${metadata.uid}/${container.name}/${container.image ?? ''}`,
  }));
  const runs = (status?.containerStatuses ?? []).map((it: ContainerStatus) => it.containerID);
  const isReported =
    before?.status === ready &&
    status?.observedGeneration === metadata.generation &&
    containers.every(({ containerID }) => runs.includes(containerID));
  if (isReported) return undefined;
  const lastTransitionTime = before?.status === ready ? before.lastTransitionTime : time;
  return {
    phase: 'Running',
    observedGeneration: metadata.generation,
    startTime: status?.startTime ?? time,
    conditions: [{ type: 'Ready', status: ready, lastTransitionTime }],
    containerStatuses: containers.map(({ name, image, containerID, resources = {} }) => ({
      name,
      image,
      imageID: image,
      containerID,
      // That it tells of them is how the API server knows that the machine can change them.
      resources,
      allocatedResources: resources.requests ?? {},
      ready: isReady,
      restartCount: life === 'crashing' ? 5 : 0,
      state:
        life === 'crashing'
          ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }
          : { running: { startedAt: time } },
    })),
  };
}
