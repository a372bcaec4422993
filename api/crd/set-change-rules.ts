import { message, type ValidationRule } from './cel.js';

/** CEL transition rule on a field that stays as it was made. */
export const fixedField: ValidationRule = { rule: 'self == oldSelf', ...message('SetFieldFixed', {}) };

/** The same on `spec`, for an optional text field. */
export function fixedText(field: string): ValidationRule {
  const value = (owner: string): string => `(has(${owner}.${field}) ? ${owner}.${field} : '')`;
  return {
    rule: `${value('self')} == ${value('oldSelf')}`,
    fieldPath: `.${field}`,
    ...message('SetFieldFixed', {}),
  };
}

const claims = (owner: string): string => `${owner}.volumeClaimTemplates`;
const count = (owner: string): string => `(has(${claims(owner)}) ? ${claims(owner)}.size() : 0)`;

/** On `spec`: each template of now with the one of that name before. What `holds` says is about `t` and `o`. */
const everyClaim = (holds: string): string =>
  `!has(${claims('self')}) || !has(${claims('oldSelf')}) || ${claims('self')}.all(t,` +
  ` ${claims('oldSelf')}.all(o, o.metadata.name != t.metadata.name || ${holds}))`;

const sameField = (field: string): string =>
  `(has(t.spec.${field}) ? has(o.spec.${field}) && t.spec.${field} == o.spec.${field} : !has(o.spec.${field}))`;

const storage = (claim: string): string => `string(${claim}.spec.resources.requests['storage'])`;

/**
 * On `spec`: claims that exist can only grow. What a claim is like apart from what is compared here is seen by the
 * webhook, since comparing more would cost more than the API server allows.
 */
export const claimTemplateRules: readonly ValidationRule[] = [
  {
    rule:
      `${count('self')} == ${count('oldSelf')} && (!has(${claims('self')}) || ${claims('self')}.all(t,` +
      ` ${claims('oldSelf')}.exists(o, o.metadata.name == t.metadata.name)))`,
    fieldPath: '.volumeClaimTemplates',
    ...message('ClaimTemplatesFixed', {}),
  },
  {
    rule: everyClaim(
      ['storageClassName', 'volumeMode', 'accessModes', 'volumeName', 'volumeAttributesClassName']
        .map(sameField)
        .join(' && '),
    ),
    fieldPath: '.volumeClaimTemplates',
    ...message('ClaimTemplatesFixed', {}),
  },
  {
    rule: everyClaim(
      `!isQuantity(${storage('t')}) || !isQuantity(${storage('o')})` +
        ` || !quantity(${storage('t')}).isLessThan(quantity(${storage('o')}))`,
    ),
    fieldPath: '.volumeClaimTemplates',
    ...message('VolumeShrinks', { before: 'what it asks for', after: 'less' }),
  },
];
