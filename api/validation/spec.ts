import type { ComponentRules, NodeTypeRule } from '../component.js';
import { withDefaults } from '../defaults.js';
import type { DistributedClusterSpec, NodeType } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { countOnline } from '../online-members.js';
import { forbiddenSettingProblems } from './forbidden-settings.js';
import type { MachineCapacity } from './machines.js';
import { ordinalIpProblems } from './ordinal-ips.js';
import { resourceProblems } from './resources.js';

/**
 * Everything in a well-formed spec that the catalog or the machines do not allow; empty if it can be run. Pure and
 * free of zod. Without `machines` (not read, or none known) sizes are not compared with them: what is unknown never
 * refuses. Fields are named from the root of the resource, for example `spec.nodeTypes[1].replicas`.
 */
export function validateSpec(
  spec: DistributedClusterSpec,
  rules: readonly ComponentRules[],
  machines: readonly MachineCapacity[] = [],
): readonly FieldProblem[] {
  const component = rules.find((candidate) => candidate.component === spec.component);
  if (component === undefined) {
    const known = rules.map((candidate) => candidate.component).join(', ');
    return [fieldProblem('spec.component', 'UnknownComponent', { component: spec.component, known })];
  }
  return [
    ...versionProblems(spec, component),
    ...duplicateProblems(spec),
    ...withDefaults(spec, component).nodeTypes.flatMap((nodeType, index) =>
      nodeTypeProblems(nodeType, `spec.nodeTypes[${index}]`, component, machines),
    ),
    ...missingNodeTypeProblems(spec, component),
    ...exposureProblems(spec),
    ...ordinalIpProblems(spec),
  ];
}

function versionProblems(spec: DistributedClusterSpec, component: ComponentRules): FieldProblem[] {
  if (component.versions.includes(spec.version)) return [];
  const parameters = {
    component: component.title,
    version: spec.version,
    known: component.versions.join(', '),
  };
  return [fieldProblem('spec.version', 'UnknownVersion', parameters)];
}

function duplicateProblems(spec: DistributedClusterSpec): FieldProblem[] {
  const repeated = (entries: readonly { readonly name: string }[], path: string): FieldProblem[] =>
    entries.flatMap(({ name }, index) =>
      entries.findIndex((entry) => entry.name === name) === index
        ? []
        : [fieldProblem(`${path}[${index}].name`, 'DuplicateName', { name })],
    );
  return [
    ...repeated(spec.nodeTypes, 'spec.nodeTypes'),
    ...spec.nodeTypes.flatMap((nodeType, index) =>
      repeated(nodeType.volumes ?? [], `spec.nodeTypes[${index}].volumes`),
    ),
  ];
}

function nodeTypeProblems(
  nodeType: NodeType,
  path: string,
  component: ComponentRules,
  machines: readonly MachineCapacity[],
): FieldProblem[] {
  const rule = component.nodeTypes.find((candidate) => candidate.name === nodeType.name);
  if (rule === undefined) {
    const known = component.nodeTypes.map((candidate) => candidate.name).join(', ');
    const parameters = { component: component.title, nodeType: nodeType.name, known };
    return [fieldProblem(`${path}.name`, 'UnknownNodeType', parameters)];
  }
  return [
    ...replicaProblems(nodeType, path, component, rule),
    ...resourceProblems(nodeType, path, component, rule, machines),
    ...volumeProblems(nodeType, path, component, rule),
    ...forbiddenSettingProblems(nodeType.config ?? {}, `${path}.config`, component.forbiddenSettings),
  ];
}

function replicaProblems(
  { name: nodeType, replicas, offlineOrdinals = [] }: NodeType,
  path: string,
  { title: component }: ComponentRules,
  { minimum, maximum, odd }: NodeTypeRule,
): FieldProblem[] {
  const field = `${path}.replicas`;
  if (replicas < minimum) {
    return [fieldProblem(field, 'TooFewReplicas', { component, nodeType, minimum, replicas })];
  }
  if (maximum !== undefined && replicas > maximum) {
    return [fieldProblem(field, 'TooManyReplicas', { component, nodeType, maximum, replicas })];
  }
  if (odd === true && replicas % 2 === 0) {
    return [fieldProblem(field, 'EvenReplicas', { component, nodeType, replicas })];
  }
  const online = countOnline({ replicas, offlineOrdinals });
  if (online < minimum) {
    const parameters = { component, nodeType, minimum, online };
    return [fieldProblem(`${path}.offlineOrdinals`, 'TooFewOnline', parameters)];
  }
  return [];
}

function volumeProblems(
  { name: nodeType, volumes = [] }: NodeType,
  path: string,
  { title: component }: ComponentRules,
  { minimumVolumes: minimum }: NodeTypeRule,
): FieldProblem[] {
  if (volumes.length >= minimum) return [];
  return [fieldProblem(`${path}.volumes`, 'TooFewVolumes', { component, nodeType, minimum })];
}

function missingNodeTypeProblems(spec: DistributedClusterSpec, component: ComponentRules): FieldProblem[] {
  const present = new Set(spec.nodeTypes.map((nodeType) => nodeType.name));
  return component.nodeTypes
    .filter((rule) => rule.minimum > 0 && !present.has(rule.name))
    .map((rule) =>
      fieldProblem('spec.nodeTypes', 'MissingNodeType', {
        component: component.title,
        nodeType: rule.name,
        minimum: rule.minimum,
      }),
    );
}

function exposureProblems(spec: DistributedClusterSpec): FieldProblem[] {
  const exposed = spec.exposure?.nodeType;
  if (exposed === undefined) return [];
  if (spec.nodeTypes.some((nodeType) => nodeType.name === exposed && countOnline(nodeType) > 0)) return [];
  return [fieldProblem('spec.exposure.nodeType', 'ExposedWithoutMembers', { nodeType: exposed })];
}
