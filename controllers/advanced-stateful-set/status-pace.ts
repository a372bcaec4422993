import type { AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import { canonicalJson } from './canonical-json.js';

/**
 * Counts of pods that come and go one after the other are written once in this time. A status of a set is dear: the API
 * server checks the whole object against the schema of a pod template for each.
 */
export const countsEveryMs = 1_000;

/**
 * Milliseconds until a status that differs from the one that stands is to be written.
 *
 * | what differs                                               | written                                       |
 * | ---------------------------------------------------------- | --------------------------------------------- |
 * | a condition's status or reason, generation, revisions, any | at once                                       |
 * | field but the counts of pods and the conditions' messages  |                                               |
 * | nothing else                                               | `countsEveryMs` after the last one            |
 *
 * @param sinceLastMs milliseconds since this process last wrote a status of the set; undefined if it never did
 */
export function statusDueInMs(
  standing: AdvancedStatefulSetStatus,
  wanted: AdvancedStatefulSetStatus,
  sinceLastMs: number | undefined,
): number {
  if (sinceLastMs === undefined || essence(standing) !== essence(wanted)) return 0;
  return Math.max(0, countsEveryMs - sinceLastMs);
}

/** Everything but what changes with every single pod. */
function essence(status: AdvancedStatefulSetStatus): string {
  const {
    replicas,
    readyReplicas,
    availableReplicas,
    currentReplicas,
    updatedReplicas,
    conditions,
    ...rest
  } = status;
  const anyPods = [replicas, readyReplicas, availableReplicas, currentReplicas, updatedReplicas].map(Boolean);
  const facts = (conditions ?? []).map(({ type, status: holds, reason }) => ({ type, holds, reason }));
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value)));
  return canonicalJson({ ...said, anyPods, facts });
}

/** The server may leave out what is empty. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
}
