import type { ComponentRules, NodeTypeRule } from '../component.js';
import { celString, celStrings, isDnsLabelCel, message, type ValidationRule } from './cel.js';
import { hasEnough, onlyFor } from './component-rules.js';

/** CEL transition rule on a DNS label that stays as it was made. */
export const immutableLabel: ValidationRule = {
  rule: `self == oldSelf || !${isDnsLabelCel('self')}`,
  ...message('ImmutableField', { before: { cel: 'oldSelf' }, after: { cel: 'self' } }),
};

/** On an entry of `nodeTypes`: where both specs list the volumes, their names stay. */
export const sameVolumes: ValidationRule = {
  rule:
    '!has(self.volumes) || !has(oldSelf.volumes) || (self.volumes.size() == oldSelf.volumes.size()' +
    ' && self.volumes.all(v, oldSelf.volumes.exists(o, o.name == v.name)))',
  fieldPath: '.volumes',
  ...message('VolumesFixed', {}),
};

/** On an entry of `volumes`. */
export const volumeOnlyGrows: ValidationRule = {
  rule: '!isQuantity(self.size) || !isQuantity(oldSelf.size) || !quantity(self.size).isLessThan(quantity(oldSelf.size))',
  fieldPath: '.size',
  ...message('VolumeShrinks', { before: { cel: 'oldSelf.size' }, after: { cel: 'self.size' } }),
};

const storageClass = (owner: string) =>
  `(has(${owner}.storageClassName) ? ${owner}.storageClassName : 'the default class')`;

/** On an entry of `volumes`. */
export const sameStorageClass: ValidationRule = {
  rule: `${storageClass('self')} == ${storageClass('oldSelf')}`,
  fieldPath: '.storageClassName',
  ...message('ImmutableField', {
    before: { cel: storageClass('oldSelf') },
    after: { cel: storageClass('self') },
  }),
};

/** CEL transition rules on `spec` for one component: what `validateChange` says of versions and members. */
export function componentChangeRules(component: ComponentRules): readonly ValidationRule[] {
  const memberChanges = component.nodeTypes.flatMap((nodeType) => memberRules(component, nodeType));
  return [...downgradeRules(component), ...memberChanges].map((rule) => onlyFor(component, rule));
}

/** Each older version by itself: the cost of looking up a position in a list counts as endless. */
function downgradeRules({ title, versions }: ComponentRules): ValidationRule[] {
  const steps = versions.slice(0, -1).map((older, index) => {
    const newer = celStrings(versions.slice(index + 1));
    return `!(self.version == ${celString(older)} && oldSelf.version in ${newer})`;
  });
  if (steps.length === 0) return [];
  const [before, after] = [{ cel: 'oldSelf.version' }, { cel: 'self.version' }];
  return [
    {
      rule: steps.join(' && '),
      fieldPath: '.version',
      ...message('DowngradeRefused', { component: title, before, after }),
    },
  ];
}

function memberRules(component: ComponentRules, nodeType: NodeTypeRule): ValidationRule[] {
  const { name, minimum, voting } = nodeType;
  const parameters = { component: component.title, nodeType: name };
  const entry = celString(name);
  const rules: ValidationRule[] = [
    minimum === 0
      ? keepsVolumesUntilEmpty(nodeType)
      : {
          rule: `!${hasEnough('oldSelf', nodeType)} || ${hasEnough('self', nodeType)}`,
          fieldPath: '.nodeTypes',
          ...message('LastMembersDropped', { ...parameters, minimum }, `nodeTypes[name=${name}].replicas`),
        },
  ];
  if (voting) {
    // More than half stay. Where fewer than the minimum stay, the rule above speaks.
    const enough = `t.replicas < ${minimum} || t.replicas * 2 > o.replicas`;
    rules.push({
      rule: `oldSelf.nodeTypes.all(o, o.name != ${entry} || o.replicas == 0 || self.nodeTypes.all(t, t.name != ${entry} || ${enough}))`,
      fieldPath: '.nodeTypes',
      ...message(
        'MajorityDropped',
        { ...parameters, least: 'more than half' },
        `nodeTypes[name=${name}].replicas`,
      ),
    });
  }
  return rules;
}

function keepsVolumesUntilEmpty({ name, defaults }: NodeTypeRule): ValidationRule {
  const entry = celString(name);
  const hasVolumes =
    defaults.volumes.length > 0
      ? '(!has(o.volumes) || o.volumes.size() > 0)'
      : 'has(o.volumes) && o.volumes.size() > 0';
  return {
    rule:
      `!oldSelf.nodeTypes.exists(o, o.name == ${entry} && o.replicas > 0 && ${hasVolumes})` +
      ` || self.nodeTypes.exists(t, t.name == ${entry})`,
    fieldPath: '.nodeTypes',
    ...message('NodeTypeHoldsVolumes', { nodeType: name }),
  };
}
