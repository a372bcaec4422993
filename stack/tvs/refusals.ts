import { canonicalAddress, parseAddress, parseSubnet } from '../../api/network/index.js';
import type { Listener, Member, Vip } from '../../api/balancer/index.js';
import type { FieldReason } from './problem.js';

export const limits = { listeners: 64, membersOfListener: 1_000, idleTimeoutSeconds: 3_600 } as const;

/**
 * Why TVS does not take the attributes, field by field; empty: it does.
 *
 * | Field                | Refused                                                               |
 * | -------------------- | --------------------------------------------------------------------- |
 * | address              | no canonical address                                                  |
 * | listeners            | more than 64; one with the protocol and port of another               |
 * | listeners[i].members | more than 1,000; one twice; an address that is none, or of the other family |
 * | sourceRanges[i]      | no CIDR, or of the other family                                       |
 * | idleTimeoutSeconds   | more than 3,600                                                       |
 */
export function refusalsOf(vip: Vip): readonly FieldReason[] {
  const family = parseAddress(vip.address)?.family;
  if (family === undefined || canonicalAddress(vip.address) !== vip.address) {
    return [{ field: 'address', reason: 'is no IPv4 or IPv6 address in its canonical text' }];
  }
  return [
    ...listenerRefusals(vip.listeners),
    ...vip.listeners.flatMap(({ members }, index) => memberRefusals(members, family, index)),
    ...vip.sourceRanges.flatMap((range, index) =>
      parseSubnet(range)?.family === family
        ? []
        : [{ field: `sourceRanges[${index}]`, reason: `is no CIDR of the family of ${vip.address}` }],
    ),
    ...((vip.idleTimeoutSeconds ?? 0) > limits.idleTimeoutSeconds
      ? [{ field: 'idleTimeoutSeconds', reason: `is more than ${limits.idleTimeoutSeconds} seconds` }]
      : []),
  ];
}

/** As `refusalsOf`, of members alone: those of the listeners at these places. */
export function refusalsOfMembers(
  listeners: readonly Pick<Listener, 'members'>[],
  address: string,
): readonly FieldReason[] {
  const family = parseAddress(address)?.family;
  return listeners.flatMap(({ members }, index) => memberRefusals(members, family, index));
}

function listenerRefusals(listeners: readonly Listener[]): readonly FieldReason[] {
  if (listeners.length > limits.listeners) {
    return [{ field: 'listeners', reason: `are ${listeners.length}, more than ${limits.listeners}` }];
  }
  const seen = new Set<string>();
  return listeners.flatMap(({ protocol, port }, index) => {
    const name = `${protocol} ${port}`;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ field: `listeners[${index}]`, reason: `is ${name} as another` }];
  });
}

function memberRefusals(
  members: readonly Member[],
  family: 4 | 6 | undefined,
  listener: number,
): readonly FieldReason[] {
  const field = `listeners[${listener}].members`;
  if (members.length > limits.membersOfListener) {
    return [{ field, reason: `are ${members.length}, more than ${limits.membersOfListener}` }];
  }
  const seen = new Set<string>();
  for (const [index, { address, port }] of members.entries()) {
    const at = `${field}[${index}]`;
    if (parseAddress(address)?.family !== family || canonicalAddress(address) !== address) {
      return [{ field: `${at}.address`, reason: `${address} is no canonical address of the VIP's family` }];
    }
    const name = `${address} ${port}`;
    if (seen.has(name)) return [{ field: at, reason: `is ${name} as another` }];
    seen.add(name);
  }
  return [];
}
