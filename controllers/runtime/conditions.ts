import type { Condition } from '../../api/object-meta.js';

export type ConditionUpdate = Omit<Condition, 'lastTransitionTime'>;

/**
 * The conditions with one of them set, in their old order. `lastTransitionTime` changes only with the status, as
 * k8s.io/apimachinery `meta.SetStatusCondition` has it; if nothing differs, the same array is returned, so that a
 * caller can tell whether there is anything to write.
 */
export function setCondition(
  conditions: readonly Condition[],
  update: ConditionUpdate,
  now: Date,
): readonly Condition[] {
  const known = conditions.find(({ type }) => type === update.type);
  const lastTransitionTime = known?.status === update.status ? known.lastTransitionTime : rfc3339(now);
  const next: Condition = { ...update, lastTransitionTime };
  if (known === undefined) return [...conditions, next];
  const same =
    known.status === next.status &&
    known.reason === next.reason &&
    known.message === next.message &&
    known.observedGeneration === next.observedGeneration;
  return same ? conditions : conditions.map((condition) => (condition === known ? next : condition));
}

export function findCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** metav1.Time has whole seconds. */
function rfc3339(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
