import type { AdvancedStatefulSetSpec } from '../advanced-stateful-set.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import type { VolumeClaimTemplate } from '../pod-template.js';
import { parseQuantity } from '../quantity.js';
import { validateSet } from './advanced-stateful-set.js';
import { sameValue } from './same-value.js';

type Spec = AdvancedStatefulSetSpec;

/**
 * Everything in the step from `before` to `after` that an existing set cannot take; empty if it can. As apps/v1
 * (ValidateStatefulSetUpdate), but that the storage of a claim may grow:
 *
 * | field                | what may change                               |
 * | -------------------- | --------------------------------------------- |
 * | selector             | nothing                                       |
 * | serviceName          | nothing                                       |
 * | podManagementPolicy  | nothing                                       |
 * | volumeClaimTemplates | requests of storage, upwards; status (unused) |
 * | all others           | everything                                    |
 */
export function validateSetChange(before: Spec, after: Spec): readonly FieldProblem[] {
  const fixed = [
    ['spec.selector', before.selector, after.selector],
    ['spec.serviceName', before.serviceName ?? '', after.serviceName ?? ''],
    ['spec.podManagementPolicy', before.podManagementPolicy, after.podManagementPolicy],
  ] as const;
  return [
    ...fixed.flatMap(([field, old, now]) =>
      sameValue(old, now) ? [] : [fieldProblem(field, 'SetFieldFixed')],
    ),
    ...claimChangeProblems(before.volumeClaimTemplates ?? [], after.volumeClaimTemplates ?? []),
  ];
}

/** `validateSetChange` and `validateSet` together; a field that the change already explains is named once. */
export function validateSetUpdate(before: Spec, after: Spec): readonly FieldProblem[] {
  const change = validateSetChange(before, after);
  const explained = new Set(change.map(({ field }) => field));
  return [...change, ...validateSet(after).filter(({ field }) => !explained.has(field))];
}

const claimsField = 'spec.volumeClaimTemplates';

function claimChangeProblems(
  before: readonly VolumeClaimTemplate[],
  after: readonly VolumeClaimTemplate[],
): FieldProblem[] {
  const names = (claims: readonly VolumeClaimTemplate[]) =>
    claims.map(({ metadata }) => metadata.name).toSorted();
  if (!sameValue(names(before), names(after))) return [fieldProblem(claimsField, 'ClaimTemplatesFixed')];
  return after.flatMap((now, index) => {
    const old = before.find(({ metadata }) => metadata.name === now.metadata.name);
    if (old === undefined) return [];
    const path = `${claimsField}[${index}]`;
    if (!sameValue(besidesStorage(old), besidesStorage(now)))
      return [fieldProblem(path, 'ClaimTemplatesFixed')];
    return shrinkProblems(old, now, `${path}.spec.resources.requests.storage`);
  });
}

function shrinkProblems(
  before: VolumeClaimTemplate,
  after: VolumeClaimTemplate,
  field: string,
): FieldProblem[] {
  const [old, now] = [storageOf(before), storageOf(after)];
  if (old === now || (parseQuantity(now) ?? 0) >= (parseQuantity(old) ?? 0)) return [];
  return [fieldProblem(field, 'VolumeShrinks', { before: old, after: now })];
}

function storageOf({ spec }: VolumeClaimTemplate): string {
  return String(spec.resources?.requests?.storage ?? 0);
}

/** What a claim is made of and must stay, with the default that the API server fills in. */
function besidesStorage({ metadata, spec }: VolumeClaimTemplate): unknown {
  const { requests, ...resources } = spec.resources ?? {};
  const others = Object.fromEntries(Object.entries(requests ?? {}).filter(([name]) => name !== 'storage'));
  return {
    metadata,
    spec: { volumeMode: 'Filesystem', ...spec, resources: { ...resources, requests: others } },
  };
}
