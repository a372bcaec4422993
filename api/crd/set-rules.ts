import { largestOrdinal, ordinalRangePattern } from '../ordinals.js';
import { rfc1123LabelPattern } from '../names.js';
import { celString, message, type ValidationRule } from './cel.js';

/** Longest text of an entry of `podOrdinals`: two ordinals of ten digits. */
export const longestOrdinalEntry = 21;

const pattern = celString(ordinalRangePattern.source);
const end = (entry: string, which: 0 | 1): string => `int(${entry}.split('-')[${which}])`;
const isRange = (entry: string): string => `${entry}.matches(${pattern})`;
const wellFormed = (entry: string): string =>
  `(type(${entry}) == int ? ${entry} >= 0 && ${entry} <= ${largestOrdinal}` +
  ` : ${isRange(entry)} && ${end(entry, 0)} <= ${largestOrdinal} && ${end(entry, 1)} <= ${largestOrdinal})`;

/** On an entry of `podOrdinals`. */
export const ordinalEntryRules: readonly ValidationRule[] = [
  {
    rule: wellFormed('self'),
    ...message('MalformedOrdinal', { value: { cel: 'string(self)' }, largest: largestOrdinal }),
  },
  {
    rule: `type(self) == int || !${isRange('self')} || ${end('self', 0)} <= ${end('self', 1)}`,
    ...message('OrdinalRangeReversed', {
      value: { cel: 'string(self)' },
      proper: { cel: `self.split('-')[1] + '-' + self.split('-')[0]` },
    }),
  },
];

/**
 * On `podOrdinals`, where the entries are well-formed each by itself. That no number is named twice is said by the
 * list being a set; which entry is the second one, the webhook says.
 */
export const ordinalsOnce: ValidationRule = {
  rule:
    `!self.all(e, ${wellFormed('e')}) || self.all(r, type(r) == int || self.all(e, r == e || (type(e) == int` +
    ` ? e < ${end('r', 0)} || e > ${end('r', 1)} : ${end('e', 1)} < ${end('r', 0)} || ${end('e', 0)} > ${end('r', 1)})))`,
  ...message('OrdinalRepeated', { value: 'A range', ordinal: 'an ordinal', other: 'another entry' }),
};

/** On `maxUnavailable`: as k8s.io/kubernetes pkg/apis/apps/validation reads it. */
export const someMayBeUnavailable: ValidationRule = {
  rule: "type(self) == int ? self > 0 : self.matches('^0*(100|[1-9][0-9]?)%$')",
  ...message('BadMaxUnavailable', { value: { cel: 'string(self)' } }),
};

/** On `updateStrategy`. */
export const rollingUpdateUsed: ValidationRule = {
  rule: "self.type == 'RollingUpdate' || !has(self.rollingUpdate)",
  fieldPath: '.rollingUpdate',
  ...message('RollingUpdateUnused', { type: 'OnDelete' }),
};

/** On `selector`. */
export const selectorAsks: ValidationRule = {
  rule:
    '(has(self.matchLabels) && self.matchLabels.size() > 0)' +
    ' || (has(self.matchExpressions) && self.matchExpressions.size() > 0)',
  ...message('EmptySelector', {}),
};

const labels = '(has(self.template.metadata.labels) ? self.template.metadata.labels : {})';
const labelIn = `has(e.values) && ${labels}[e.key] in e.values`;

/** On `spec`. */
export const selectorMatches: ValidationRule = {
  rule:
    `(!has(self.selector.matchLabels) || self.selector.matchLabels.all(k, k in ${labels} && ${labels}[k] == self.selector.matchLabels[k]))` +
    ' && (!has(self.selector.matchExpressions) || self.selector.matchExpressions.all(e,' +
    ` e.operator == 'In' ? e.key in ${labels} && ${labelIn}` +
    ` : e.operator == 'NotIn' ? !(e.key in ${labels}) || !(${labelIn})` +
    ` : e.operator == 'Exists' ? e.key in ${labels} : !(e.key in ${labels})))`,
  fieldPath: '.template.metadata.labels',
  ...message('SelectorMismatch', {}),
};

/** On `template.spec`. */
export const noDeadline: ValidationRule = {
  rule: '!has(self.activeDeadlineSeconds)',
  fieldPath: '.activeDeadlineSeconds',
  ...message('DeadlineRefused', {}),
};

/** On `requests` of a claim template. */
export const claimAsksForStorage: ValidationRule = {
  rule: "'storage' in self",
  ...message('ClaimWithoutStorage', {}),
};

/** On `spec`: the pods' claims would have one name. */
export const claimNamesDiffer: ValidationRule = {
  rule:
    '!has(self.volumeClaimTemplates) || self.volumeClaimTemplates.all(t,' +
    ' self.volumeClaimTemplates.exists_one(o, o.metadata.name == t.metadata.name))',
  fieldPath: '.volumeClaimTemplates',
  message: 'The name of a claim is used twice. Give each entry a name of its own.',
};

/** On `serviceName`; the empty text stands for none. */
export const serviceNameIsLabel: ValidationRule = {
  rule: `self == '' || self.matches(${celString(rfc1123LabelPattern.source)})`,
  ...message('NotAnRfc1123Label', { value: { cel: 'self' }, max: 63 }),
};

/** On a name of at most `max` characters. */
export function rfc1123Label(max: number): ValidationRule {
  return {
    rule: `self.matches(${celString(rfc1123LabelPattern.source)})`,
    ...message('NotAnRfc1123Label', { value: { cel: 'self' }, max }),
  };
}

/** On the whole resource. */
export function nameOfSet(max: number): ValidationRule {
  return {
    rule: `self.metadata.name.size() <= ${max} && self.metadata.name.matches(${celString(rfc1123LabelPattern.source)})`,
    fieldPath: '.metadata.name',
    ...message('NotAnRfc1123Label', { value: { cel: 'self.metadata.name' }, max }),
  };
}
