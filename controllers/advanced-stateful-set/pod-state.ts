import { patienceMs } from '../../api/pod-faults.js';
import type { PodView } from './model.js';

/** It ended by itself and will not run again: failed, evicted, or succeeded though it is to serve for ever. */
export function hasEnded({ phase }: Pick<PodView, 'phase'>): boolean {
  return phase === 'Failed' || phase === 'Succeeded';
}

export function isRunningAndReady({ phase, ready }: Pick<PodView, 'phase' | 'ready'>): boolean {
  return phase === 'Running' && ready;
}

/**
 * Milliseconds until the pod will have been ready for `minReadySeconds`; 0 if it has been, undefined if it is not ready or
 * does not say since when (pkg/api/v1/pod `IsPodAvailable`).
 */
export function availableInMs(
  { ready, readyChangedAt }: Pick<PodView, 'ready' | 'readyChangedAt'>,
  minReadySeconds: number,
  now: Date,
): number | undefined {
  if (!ready) return undefined;
  if (minReadySeconds === 0) return 0;
  if (readyChangedAt === undefined) return undefined;
  return Math.max(0, readyChangedAt + minReadySeconds * 1000 - now.getTime());
}

export function isAvailable(
  pod: Pick<PodView, 'ready' | 'readyChangedAt'>,
  minReadySeconds: number,
  now: Date,
): boolean {
  return availableInMs(pod, minReadySeconds, now) === 0;
}

/** Whether the pod can be counted on: available, staying, and with no update in place about to restart it. */
export function canBeCountedOn(pod: PodView, minReadySeconds: number, now: Date): boolean {
  return isAvailable(pod, minReadySeconds, now) && !pod.terminating && pod.inPlace !== 'underWay';
}

/** Milliseconds until a pod that was ready and is not is given up; undefined if it is ready or does not say since when. */
export function givenUpInMs(
  { ready, readyChangedAt }: Pick<PodView, 'ready' | 'readyChangedAt'>,
  now: Date,
): number | undefined {
  if (ready || readyChangedAt === undefined) return undefined;
  return Math.max(0, readyChangedAt + patienceMs - now.getTime());
}

/**
 * Whether the pod does not serve and is not expected to by waiting: it never did, it is stuck, or it has not for long.
 * One that is of an older revision can be replaced without taking anything away from anybody.
 */
export function isFaulty(pod: PodView, now: Date): boolean {
  return !pod.ready && (!pod.everReady || pod.stuck !== undefined || givenUpInMs(pod, now) === 0);
}
