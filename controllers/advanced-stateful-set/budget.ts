import type { IntOrString } from '../../api/pod-template.js';

/**
 * Most pods that may be unavailable during an update: the number, or the percentage of the wanted pods rounded down, and
 * at least one (pkg/controller/statefulset `getStatefulSetMaxUnavailable`).
 */
export function mostUnavailable(maxUnavailable: IntOrString, wantedCount: number): number {
  const percentage = /^([0-9]+)%$/.exec(String(maxUnavailable))?.[1];
  const number =
    percentage === undefined ? Number(maxUnavailable) : Math.floor((Number(percentage) * wantedCount) / 100);
  // What is neither went past the door; one at a time is what is safe.
  return Number.isInteger(number) ? Math.max(1, number) : 1;
}
