import type { DistributedClusterSpec } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { parseChosenAddresses } from '../network/annotations.js';
import { largestOrdinal } from '../ordinals.js';

/**
 * What is wrong with the addresses that a cluster chooses for its members, each by itself and with each other. Whether a
 * pool offers them is not known here.
 */
export function ordinalIpProblems({ nodeTypes }: DistributedClusterSpec): readonly FieldProblem[] {
  const chosen = new Map<string, { readonly nodeType: string; readonly ordinal: string }>();
  return nodeTypes.flatMap(({ name: nodeType, ordinalIPs = {} }, index) =>
    Object.entries(ordinalIPs).flatMap(([ordinal, text]) => {
      const field = `spec.nodeTypes[${index}].ordinalIPs[${ordinal}]`;
      if (Number(ordinal) > largestOrdinal) {
        return [fieldProblem(field, 'MalformedField', { reason: `an ordinal is at most ${largestOrdinal}` })];
      }
      const parsed = parseChosenAddresses(text, '+');
      if (!parsed.ok) return [fieldProblem(field, 'AddressMalformed', { reason: parsed.reason })];
      return parsed.addresses.flatMap((address) => {
        const other = chosen.get(address);
        chosen.set(address, other ?? { nodeType, ordinal });
        return other === undefined ? [] : [fieldProblem(field, 'AddressRepeated', { address, ...other })];
      });
    }),
  );
}
