import type { Member } from '../api/membership.js';

/** Members of a node type, the highest ordinal first, as sets do; who leads comes last, so that the lead changes once. */
export function inRestartOrder(
  pods: readonly Member[],
  nodeType: string,
  leads: (member: Member) => boolean = () => false,
): readonly Member[] {
  return pods
    .filter((pod) => pod.nodeType === nodeType)
    .map(({ ordinal }): Member => ({ nodeType, ordinal }))
    .toSorted((one, other) => Number(leads(one)) - Number(leads(other)) || other.ordinal - one.ordinal);
}
