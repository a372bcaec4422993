import { parseAddress, type Address, type Family } from './address.js';
import {
  countOf,
  holds,
  merged,
  parseBlock,
  parseSubnet,
  without,
  type Block,
  type Subnet,
} from './block.js';
import type { IPPoolFamily, IPPoolSpec } from './ip-pool.js';

/** What a pool has of one family. */
export interface FamilySpace {
  readonly family: Family;
  readonly subnet: Subnet;
  /** What pods may get by themselves: the ranges without what is excluded, the gateway and the ends of the subnet. */
  readonly blocks: readonly Block[];
  readonly capacity: bigint;
}

/** The families of a pool whose parts can be read; IPv4 first. `validatePool` says what is wrong with the others. */
export function spaceOf(spec: Pick<IPPoolSpec, 'ipv4' | 'ipv6'>): readonly FamilySpace[] {
  return [familySpace(4, spec.ipv4), familySpace(6, spec.ipv6)].filter((space) => space !== undefined);
}

function familySpace(family: Family, spec: IPPoolFamily | undefined): FamilySpace | undefined {
  const subnet = parseSubnet(spec?.subnet ?? '');
  if (spec === undefined || subnet?.family !== family) return undefined;
  const ofFamily = (texts: readonly string[]): Block[] =>
    texts.flatMap((text) => parseBlock(text) ?? []).filter((block) => block.family === family);
  const gateway = ofFamily(spec.gateway === undefined ? [] : [spec.gateway]);
  const never = [...ofFamily(spec.exclude ?? []), ...gateway, ...endsOf(subnet)];
  const outside = [
    { family, first: 0n, last: subnet.first - 1n },
    { family, first: subnet.last + 1n, last: (1n << 128n) - 1n },
  ].filter(({ first, last }) => first <= last);
  const blocks = without(merged(ofFamily(spec.ranges)), [...outside, ...never]);
  return { family, subnet, blocks, capacity: countOf(blocks) };
}

/**
 * Network and broadcast address of an IPv4 subnet (RFC 1812 4.2.2.11), except of /31 (RFC 3021) and /32; the
 * subnet-router anycast address of IPv6 (RFC 4291 2.6.1).
 */
function endsOf({ family, first, last, prefix }: Subnet): Block[] {
  if (family === 6) return prefix >= 127 ? [] : [{ family, first, last: first }];
  if (prefix >= 31) return [];
  return [
    { family, first, last: first },
    { family, first: last, last },
  ];
}

/** Whether pods of the pool may have the address. */
export function offers(spaces: readonly FamilySpace[], address: Address): boolean {
  return spaces.some(({ blocks }) => blocks.some((block) => holds(block, address)));
}

/** Whether the address still works in the segment, though the ranges may have changed since it was given. */
export function carries(spaces: readonly FamilySpace[], text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && spaces.some(({ subnet }) => holds(subnet, address));
}

/** Whether pods of the namespace may be in the pool. */
export function admits({ namespaces }: Pick<IPPoolSpec, 'namespaces'>, namespace: string): boolean {
  return namespaces?.includes(namespace) ?? true;
}
