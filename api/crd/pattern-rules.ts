import { dnsLabelPattern } from '../names.js';
import { quantityPattern } from '../quantity.js';
import { celString, message, type ValidationRule } from './cel.js';

/**
 * CEL rules in place of a pattern, because the API server's own message for a pattern shows a regular expression and
 * no way out. Undefined for a pattern that has no such rule; it then stays a pattern.
 */
export function rulesForPattern(pattern: string, maxLength: number): readonly ValidationRule[] | undefined {
  switch (pattern) {
    case dnsLabelPattern.source:
      return [
        {
          rule: `self.matches(${celString(pattern)})`,
          ...message('NotADnsLabel', { value: { cel: 'self' }, max: maxLength }),
        },
      ];
    case quantityPattern.source:
      return [
        {
          rule: `self.matches(${celString(pattern)}) && quantity(self).isGreaterThan(quantity('0'))`,
          message: 'The value is not a quantity above zero. Write one such as 500m, 2 or 1.5Gi.',
        },
      ];
    default:
      return undefined;
  }
}
