import type { ComponentRules, NodeTypeRule } from '../component.js';
import { withDefaults } from '../defaults.js';
import type { DistributedClusterSpec, NodeType } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import type { MachineCapacity } from './machines.js';
import { countOnline } from '../online-members.js';
import { validateSpec } from './spec.js';
import { volumeChangeProblems } from './volume-change.js';

/**
 * Everything in the step from `before` to `after` that an existing cluster cannot take; empty if it can. Looks at the
 * step only: whether `after` can be run at all is `validateSpec`, and `validateUpdate` asks both. What was left to
 * the catalog is compared by the catalog's value.
 */
export function validateChange(
  before: DistributedClusterSpec,
  after: DistributedClusterSpec,
  rules: readonly ComponentRules[],
): readonly FieldProblem[] {
  const problems = [
    ...immutable('spec.component', before.component, after.component),
    ...immutable('spec.tenant', before.tenant, after.tenant),
  ];
  const component = rules.find((candidate) => candidate.component === before.component);
  // Another component is refused above; comparing its node types with those of the old one would only add noise.
  if (component === undefined || before.component !== after.component) return problems;
  const [old, wanted] = [withDefaults(before, component), withDefaults(after, component)];
  return [
    ...problems,
    ...downgradeProblems(before, after, component),
    ...old.nodeTypes.flatMap((nodeType) => nodeTypeChangeProblems(nodeType, wanted, component)),
  ];
}

/** `validateChange` and `validateSpec` together; a field that the change already explains is named once. */
export function validateUpdate(
  before: DistributedClusterSpec,
  after: DistributedClusterSpec,
  rules: readonly ComponentRules[],
  machines: readonly MachineCapacity[] = [],
): readonly FieldProblem[] {
  const change = validateChange(before, after, rules);
  const explained = new Set(change.map((problem) => problem.field));
  return [...change, ...validateSpec(after, rules, machines).filter(({ field }) => !explained.has(field))];
}

function immutable(field: string, before: string, after: string): FieldProblem[] {
  return before === after ? [] : [fieldProblem(field, 'ImmutableField', { before, after })];
}

function downgradeProblems(
  { version: before }: DistributedClusterSpec,
  { version: after }: DistributedClusterSpec,
  { title: component, versions }: ComponentRules,
): FieldProblem[] {
  const position = versions.indexOf(after);
  if (position === -1 || position >= versions.indexOf(before)) return [];
  return [fieldProblem('spec.version', 'DowngradeRefused', { component, before, after })];
}

function nodeTypeChangeProblems(
  before: NodeType,
  wanted: DistributedClusterSpec,
  component: ComponentRules,
): FieldProblem[] {
  const rule = component.nodeTypes.find((candidate) => candidate.name === before.name);
  const index = wanted.nodeTypes.findIndex((candidate) => candidate.name === before.name);
  const after = wanted.nodeTypes[index];
  if (after === undefined) return removalProblems(before, component, rule);
  const path = `spec.nodeTypes[${index}]`;
  return [
    ...(rule === undefined
      ? []
      : lossProblems(
          // A loss that is not by fewer replicas is by more of them offline.
          `${path}.${after.replicas < before.replicas ? 'replicas' : 'offlineOrdinals'}`,
          countOnline(before),
          countOnline(after),
          component,
          rule,
        )),
    ...volumeChangeProblems(before.volumes ?? [], after.volumes ?? [], `${path}.volumes`),
  ];
}

/**
 * A node type may go if the system can do without it, and, where its members keep volumes, only after it was scaled
 * to zero: the members leave in an orderly way first, and losing the volumes takes two deliberate steps.
 */
function removalProblems(
  { name: nodeType, replicas, volumes = [] }: NodeType,
  component: ComponentRules,
  rule: NodeTypeRule | undefined,
): FieldProblem[] {
  if (rule !== undefined && rule.minimum > 0) {
    return lossProblems('spec.nodeTypes', Math.max(replicas, rule.minimum), 0, component, rule);
  }
  if (replicas > 0 && volumes.length > 0) {
    return [fieldProblem('spec.nodeTypes', 'NodeTypeHoldsVolumes', { nodeType })];
  }
  return [];
}

function lossProblems(
  field: string,
  before: number,
  after: number,
  { title: component }: ComponentRules,
  { name: nodeType, minimum, voting }: NodeTypeRule,
): FieldProblem[] {
  if (before >= minimum && after < minimum) {
    return [fieldProblem(field, 'LastMembersDropped', { component, nodeType, minimum })];
  }
  const least = leastVotersAfter(before);
  if (voting && after < least) {
    const parameters = { component, nodeType, least: `at least ${least}` };
    return [fieldProblem(field, 'MajorityDropped', parameters)];
  }
  return [];
}

/** Voters that must stay when some of `before` leave at once: more than half, or those who are left cannot decide. */
export function leastVotersAfter(before: number): number {
  return before === 0 ? 0 : Math.floor(before / 2) + 1;
}
