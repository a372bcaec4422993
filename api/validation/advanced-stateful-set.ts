import type { AdvancedStatefulSetSpec } from '../advanced-stateful-set.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { selectorIsEmpty, selectorMatches } from '../label-selector.js';
import { longestSetName, rfc1123LabelPattern } from '../names.js';
import { parseOrdinals } from '../ordinals.js';
import type { IntOrString, VolumeClaimTemplate } from '../pod-template.js';

/** Longest RFC 1123 label in characters. */
const longestLabel = 63;

/** `spec` with the defaults filled in, as the API server keeps it. */
type Spec = AdvancedStatefulSetSpec;

/**
 * Everything in a well-formed spec that no set can have; empty if it can be run. Pure and free of zod. The CEL rules of
 * the definition (api/crd/set-rules.ts) say the same, as far as they can, so that neither door is open alone. What a
 * pod or a claim may be like beyond this, the API server says when it is made.
 */
export function validateSet(spec: Spec): readonly FieldProblem[] {
  const { template, offlineStrategy, serviceName = '', volumeClaimTemplates = [] } = spec;
  const ordinals = parseOrdinals(offlineStrategy?.podOrdinals ?? []);
  return [
    ...(ordinals.ok ? [] : ordinals.problems),
    ...updateProblems(spec),
    ...selectorProblems(spec),
    ...podProblems(template.spec),
    ...(serviceName === '' ? [] : labelProblems('spec.serviceName', serviceName, longestLabel)),
    ...volumeClaimTemplates.flatMap((claim, index) => claimProblems(claim, index, volumeClaimTemplates)),
  ];
}

/** What is wrong with the name of a set that is to be made. */
export function validateSetName(name: string): readonly FieldProblem[] {
  return labelProblems('metadata.name', name, longestSetName);
}

function labelProblems(field: string, value: string, max: number): FieldProblem[] {
  if (value.length <= max && rfc1123LabelPattern.test(value)) return [];
  return [fieldProblem(field, 'NotAnRfc1123Label', { value, max })];
}

function updateProblems({ updateStrategy: { type, rollingUpdate } }: Spec): FieldProblem[] {
  if (rollingUpdate === undefined) return [];
  const field = 'spec.updateStrategy.rollingUpdate';
  if (type !== 'RollingUpdate') return [fieldProblem(field, 'RollingUpdateUnused', { type })];
  const { maxUnavailable } = rollingUpdate;
  if (allowsUnavailable(maxUnavailable)) return [];
  const value = typeof maxUnavailable === 'number' ? maxUnavailable : `"${maxUnavailable}"`;
  return [fieldProblem(`${field}.maxUnavailable`, 'BadMaxUnavailable', { value })];
}

/** A number above zero, or a percentage from 1% to 100% (k8s.io/kubernetes pkg/apis/apps/validation). */
function allowsUnavailable(value: IntOrString): boolean {
  return typeof value === 'number' ? value > 0 : /^0*(100|[1-9][0-9]?)%$/.test(value);
}

function selectorProblems({ selector, template }: Spec): FieldProblem[] {
  if (selectorIsEmpty(selector)) return [fieldProblem('spec.selector', 'EmptySelector')];
  if (selectorMatches(selector, template.metadata?.labels ?? {})) return [];
  return [fieldProblem('spec.template.metadata.labels', 'SelectorMismatch')];
}

function podProblems({ restartPolicy, activeDeadlineSeconds }: Spec['template']['spec']): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (restartPolicy !== undefined && restartPolicy !== 'Always') {
    const parameters = { value: restartPolicy };
    problems.push(fieldProblem('spec.template.spec.restartPolicy', 'RestartPolicyRefused', parameters));
  }
  if (activeDeadlineSeconds !== undefined) {
    problems.push(fieldProblem('spec.template.spec.activeDeadlineSeconds', 'DeadlineRefused'));
  }
  return problems;
}

function claimProblems(
  { metadata: { name }, spec }: VolumeClaimTemplate,
  index: number,
  all: readonly VolumeClaimTemplate[],
): FieldProblem[] {
  const path = `spec.volumeClaimTemplates[${index}]`;
  const problems = labelProblems(`${path}.metadata.name`, name, longestLabel);
  if (all.findIndex((claim) => claim.metadata.name === name) !== index) {
    problems.push(fieldProblem(`${path}.metadata.name`, 'DuplicateName', { name }));
  }
  if (spec.resources?.requests?.storage === undefined) {
    problems.push(fieldProblem(`${path}.spec.resources.requests`, 'ClaimWithoutStorage'));
  }
  return problems;
}
