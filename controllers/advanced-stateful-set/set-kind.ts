import type { AdvancedStatefulSet } from '../../api/advanced-stateful-set.js';
import {
  advancedStatefulSets,
  apiVersionOf,
  fullStatefulSets,
  type Resource,
} from '../../kubernetes/index.js';

/** What a setting calls the kinds of sets that can be served: ours by its group, Kubernetes' own by group and version. */
export const setKindNames = ['statewright.io', 'apps/v1'] as const;

export type SetKindName = (typeof setKindNames)[number];

/** A kind of set: apps/v1 StatefulSets have the same form with fewer fields. */
export interface SetKind {
  readonly name: SetKindName;
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: Resource<AdvancedStatefulSet>;
}

function kindOf(name: SetKindName, resource: Resource<AdvancedStatefulSet>): SetKind {
  return { name, apiVersion: apiVersionOf(resource), kind: resource.kind, resource };
}

export const setKinds: Readonly<Record<SetKindName, SetKind>> = {
  'statewright.io': kindOf('statewright.io', advancedStatefulSets),
  'apps/v1': kindOf('apps/v1', fullStatefulSets),
};

/** Whether an owner reference is to a set of this kind. */
export function isOfKind(
  owner: { readonly apiVersion: string; readonly kind: string },
  kind: Pick<SetKind, 'apiVersion' | 'kind'>,
): boolean {
  return owner.apiVersion === kind.apiVersion && owner.kind === kind.kind;
}
