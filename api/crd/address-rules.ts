import { message, type ValidationRule } from './cel.js';

/** On `spec` of an IPPool. */
export const noFamily: ValidationRule = {
  rule: 'has(self.ipv4) || has(self.ipv6)',
  ...message('PoolWithoutFamily', {}),
};

/** Whether the text is a subnet of the family, without bits behind its prefix. */
const isSubnet = (family: 4 | 6): string =>
  `isCIDR(self) && cidr(self).ip().family() == ${family} && cidr(self) == cidr(self).masked()`;

/** A part of the pool is judged by the subnet only if that can be read; else the subnet's own rule speaks. */
const ifSubnet = (rule: string): string => `!isCIDR(self.subnet) || (${rule})`;

const inSubnet = (block: string): string =>
  `(${block}.contains('/')` +
  ` ? isCIDR(${block}) && cidr(self.subnet).containsCIDR(${block})` +
  ` : ${block}.split('-').size() <= 2 && ${block}.split('-').all(a, isIP(a) && cidr(self.subnet).containsIP(a)))`;

function familyRules(family: 4 | 6): readonly (readonly [readonly string[], readonly ValidationRule[]])[] {
  const at = `ipv${family}`;
  const examples = { 4: '10.90.0.0/16', 6: 'fd90::/64' } as const;
  const parameters = { expected: `an IPv${family} subnet`, example: examples[family] };
  const list = (field: 'ranges' | 'exclude'): ValidationRule => ({
    rule: `!has(self.${field}) || ${ifSubnet(`self.${field}.all(b, ${inSubnet('b')})`)}`,
    fieldPath: `.${field}`,
    ...message('OutsideSubnet', { value: `An entry of ${field}`, subnet: { cel: 'self.subnet' } }),
  });
  return [
    [
      [at, 'subnet'],
      [
        {
          rule: isSubnet(family),
          ...message('PoolBlockMalformed', { value: { cel: 'self' }, ...parameters }),
        },
      ],
    ],
    [
      [at],
      [
        list('ranges'),
        list('exclude'),
        {
          rule: `!has(self.gateway) || ${ifSubnet('isIP(self.gateway) && cidr(self.subnet).containsIP(self.gateway)')}`,
          fieldPath: '.gateway',
          ...message('OutsideSubnet', { value: { cel: 'self.gateway' }, subnet: { cel: 'self.subnet' } }),
        },
      ],
    ],
  ];
}

/** Rules for the families of a pool, with the fields they stand on. */
export const poolFamilyRules = [...familyRules(4), ...familyRules(6)];

/** On `spec` of an IPReservation. */
export const reservedFor: readonly ValidationRule[] = [
  // A word that CEL reserves is written so (Kubernetes' documentation of validation rules, "escaping").
  ['namespace', '__namespace__'],
  ['podName', 'podName'],
].map(([field, escaped]) => ({
  rule: `self.${escaped} == oldSelf.${escaped}`,
  fieldPath: `.${field}`,
  message: 'A reservation is for one pod name for good. Make another for another name.',
}));

/** On an IPReservation: what is too long for a name is cut, and told apart by a digest that CEL cannot make. */
export const nameOfReservation: ValidationRule = {
  rule:
    "self.metadata.name == self.spec.__namespace__ + '.' + self.spec.podName" +
    " || (self.spec.__namespace__ + '.' + self.spec.podName).size() > 253",
  fieldPath: '.metadata.name',
  message: 'The name of a reservation is <namespace>.<pod name>.',
};

/** On `spec` of an IPAssignment. */
export const assignmentFixed: ValidationRule = {
  rule: 'self == oldSelf',
  message: 'An address changes hands only by deleting its assignment and making another.',
};

/** On an IPAssignment: one object for each address, whoever makes it. */
export const nameOfAssignment: ValidationRule = {
  rule:
    "self.spec.address.contains(':')" +
    " ? self.metadata.name.matches('^[0-9a-f]{4}(-[0-9a-f]{4}){7}$') && isIP(self.spec.address)" +
    " && ip(self.metadata.name.replace('-', ':')) == ip(self.spec.address)" +
    ' : self.metadata.name == self.spec.address && isIP(self.spec.address)',
  fieldPath: '.metadata.name',
  message: 'The name of an assignment is its address; IPv6 is written out in full with "-" in place of ":".',
};
