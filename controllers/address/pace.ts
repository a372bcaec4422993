import type { WorkResult } from '../runtime/work-queue.js';

/** What a pod waits for may change without an event that names the pod. */
export const waitMs = 2_000;
/** The caches show what was missed within moments. */
export const outdatedMs = 200;

export const done: WorkResult = { kind: 'done' };
export const after = (ms: number): WorkResult => ({ kind: 'requeueAfter', ms });
