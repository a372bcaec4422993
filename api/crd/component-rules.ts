import type { ComponentRules, NodeTypeRule } from '../component.js';
import { celString, celStrings, message, type ValidationRule } from './cel.js';

/** `maxItems` of `spec.nodeTypes`. */
const mostNodeTypes = 10;

/**
 * CEL rules on `spec` that hold for one component of the catalog: what `validateSpec` says, without the machines.
 * Their messages are texts wherever possible: the API server bounds what an expression may cost, and takes the result
 * of `map` and `filter` for endless. `fieldPath` cannot name an entry of a list, so the message does.
 */
export function componentSpecRules(component: ComponentRules): readonly ValidationRule[] {
  const names = component.nodeTypes.map((nodeType) => nodeType.name);
  const known = celStrings(names);
  return [
    {
      // That there must be one is the schema's to say.
      rule: `self.version == '' || self.version in ${celStrings(component.versions)}`,
      fieldPath: '.version',
      ...message('UnknownVersion', {
        component: component.title,
        version: { cel: 'self.version' },
        known: component.versions.join(', '),
      }),
    },
    {
      rule: `self.nodeTypes.all(t, t.name in ${known})`,
      fieldPath: '.nodeTypes',
      ...message('UnknownNodeType', {
        component: component.title,
        nodeType: { cel: firstNameNotIn(known) },
        known: names.join(', '),
      }),
    },
    ...component.nodeTypes.flatMap((nodeType) => nodeTypeRules(component, nodeType)),
  ].map((rule) => onlyFor(component, rule));
}

/** The rule, for specs of this component only. */
export function onlyFor(component: ComponentRules, rule: ValidationRule): ValidationRule {
  return { ...rule, rule: `self.component != ${celString(component.component)} || (${rule.rule})` };
}

/** Whether `owner` (a spec) has enough members of the node type. */
export function hasEnough(owner: string, { name, minimum }: NodeTypeRule): string {
  return `${owner}.nodeTypes.exists(t, t.name == ${celString(name)} && t.replicas >= ${minimum})`;
}

/** Each position in turn, because the size of what `filter` finds would count as endless. */
function firstNameNotIn(known: string): string {
  const entries = Array.from({ length: mostNodeTypes }, (_, index) => `self.nodeTypes[${index}].name`);
  const tested = entries.map(
    (name, index) => `self.nodeTypes.size() > ${index} && !(${name} in ${known}) ? ${name} : `,
  );
  return `(${tested.join('')}'')`;
}

function nodeTypeRules(component: ComponentRules, nodeType: NodeTypeRule): ValidationRule[] {
  const { name, minimum, maximum, odd, minimumVolumes, minimumMemory } = nodeType;
  const parameters = { component: component.title, nodeType: name };
  const every = (holds: string): string => `self.nodeTypes.all(t, t.name != ${celString(name)} || ${holds})`;
  const at = (field: string): string => `nodeTypes[name=${name}].${field}`;
  const rules: ValidationRule[] = minimum > 0 ? requiredRules(component, nodeType, every) : [];
  if (maximum !== undefined) {
    rules.push({
      rule: every(`t.replicas <= ${maximum}`),
      fieldPath: '.nodeTypes',
      ...message('TooManyReplicas', { ...parameters, maximum, replicas: 'more' }, at('replicas')),
    });
  }
  if (odd === true) {
    rules.push({
      rule: every('t.replicas % 2 == 1'),
      fieldPath: '.nodeTypes',
      ...message('EvenReplicas', { ...parameters, replicas: 'an even number' }, at('replicas')),
    });
  }
  if (minimumVolumes > 0) {
    rules.push({
      rule: every(`!has(t.volumes) || t.volumes.size() >= ${minimumVolumes}`),
      fieldPath: '.nodeTypes',
      ...message('TooFewVolumes', { ...parameters, minimum: minimumVolumes }, at('volumes')),
    });
  }
  rules.push({
    // What is no quantity above zero has a rule of its own on the field.
    rule: every(
      '!has(t.resources) || !has(t.resources.memory) || !isQuantity(t.resources.memory)' +
        " || !quantity(t.resources.memory).isGreaterThan(quantity('0'))" +
        ` || !quantity(t.resources.memory).isLessThan(quantity(${celString(minimumMemory)}))`,
    ),
    fieldPath: '.nodeTypes',
    ...message(
      'MemoryBelowMinimum',
      { ...parameters, asked: 'The amount', minimum: minimumMemory },
      at('resources.memory'),
    ),
  });
  return rules;
}

/** For a new spec, or one that lacked members before; an update that drops them has a rule of its own. */
function requiredRules(
  component: ComponentRules,
  nodeType: NodeTypeRule,
  every: (holds: string) => string,
): ValidationRule[] {
  const { name, minimum } = nodeType;
  const parameters = { component: component.title, nodeType: name, minimum };
  const droppedNow = `oldSelf.hasValue() && ${hasEnough('oldSelf.value()', nodeType)}`;
  const replicas = minimum === 1 ? '0' : 'fewer';
  return [
    {
      rule: `(${droppedNow}) || self.nodeTypes.exists(t, t.name == ${celString(name)})`,
      optionalOldSelf: true,
      fieldPath: '.nodeTypes',
      ...message('MissingNodeType', parameters),
    },
    {
      // A count below zero is the schema's to refuse.
      rule: `(${droppedNow}) || ${every(`t.replicas < 0 || t.replicas >= ${minimum}`)}`,
      optionalOldSelf: true,
      fieldPath: '.nodeTypes',
      ...message('TooFewReplicas', { ...parameters, replicas }, `nodeTypes[name=${name}].replicas`),
    },
  ];
}
