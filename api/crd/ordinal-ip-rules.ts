import { message, type ValidationRule } from './cel.js';

/**
 * On `ordinalIPs` of a node type. That an address is chosen once only would cost the API server more than it allows; the
 * webhook, the command and the workflow see to that.
 */
export const ordinalRule: ValidationRule = {
  rule: "self.all(ordinal, ordinal.matches('^(0|[1-9][0-9]{0,9})$') && int(ordinal) <= 2147483647)",
  message: 'A key is not an ordinal. Write a number from 0 to 2147483647 such as 3.',
};

const first = "self.substring(0, self.indexOf('+'))";
const second = "self.substring(self.indexOf('+') + 1)";

/** On each of its values. */
export const ordinalIpRule: ValidationRule = {
  rule:
    "!self.contains('+') ? isIP(self)" +
    ` : isIP(${first}) && isIP(${second}) && ip(${first}).family() != ip(${second}).family()`,
  ...message('AddressMalformed', { reason: 'it is neither an IP address nor one of each family' }),
};
