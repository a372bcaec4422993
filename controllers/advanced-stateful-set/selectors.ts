import { selectorMatches } from '../../api/label-selector.js';
import type { LabelSelector } from '../../api/pod-template.js';
import type { SetView } from './model.js';

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

/** The selector as the scale subresource and `kubectl -l` write it, terms in the order of their keys. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const terms = [
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, text: `${key}=${value}` })),
    ...matchExpressions.map((requirement) => ({ key: requirement.key, text: requirementText(requirement) })),
  ];
  return terms
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',');
}

function requirementText({ key, operator, values = [] }: Requirement): string {
  const list = `(${values.toSorted().join(',')})`;
  switch (operator) {
    case 'In':
      return `${key} in ${list}`;
    case 'NotIn':
      return `${key} notin ${list}`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}

type Selecting = Pick<SetView, 'namespace' | 'uid'> & {
  readonly spec: Pick<SetView['spec'], 'selector' | 'template'>;
};

/** Whether one of two different sets would select the pods that the other makes. */
export function selectorsOverlap(one: Selecting, other: Selecting): boolean {
  if (one.uid === other.uid || one.namespace !== other.namespace) return false;
  return selectsPodsOf(one, other) || selectsPodsOf(other, one);
}

function selectsPodsOf(one: Selecting, other: Selecting): boolean {
  return selectorMatches(one.spec.selector, other.spec.template.metadata?.labels ?? {});
}
