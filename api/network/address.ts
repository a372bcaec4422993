import { isIPv4, isIPv6 } from 'node:net';

export type Family = 4 | 6;

/** An IP address as a number, so that ranges are arithmetic. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** How many bits an address of the family has. */
export const bitsOf: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

/** Undefined for what is no address, or has a zone (`fe80::1%eth0`), which means something on one machine only. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, value: joined(text.split('.').map(Number), 8n) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return { family: 6, value: joined(groupsOf(text), 16n) };
}

/** The one way in which the address is written here: dotted quad, or RFC 5952 for IPv6. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return parts(value, 4, 8n).join('.');
  const groups = parts(value, 8, 16n);
  const zeros = longestZeros(groups);
  const hex = (from: number, to?: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return zeros === undefined ? hex(0) : `${hex(0, zeros.first)}::${hex(zeros.end)}`;
}

/** The address in its one way of writing; undefined for what is none. */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address && formatAddress(address);
}

/** The eight groups of an IPv6 address, four hexadecimal digits each. */
export function fullGroups({ value }: Address): readonly string[] {
  return parts(value, 8, 16n).map((group) => group.toString(16).padStart(4, '0'));
}

/** The octets of an IPv4 address. */
export function octetsOf({ value }: Address): readonly number[] {
  return parts(value, 4, 8n);
}

function joined(numbers: readonly number[], bits: bigint): bigint {
  return numbers.reduce((sum, number) => (sum << bits) | BigInt(number), 0n);
}

function parts(value: bigint, count: number, bits: bigint): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((value >> (BigInt(count - 1 - index) * bits)) & ((1n << bits) - 1n)),
  );
}

/** Of a text that is known to be an IPv6 address, possibly with its last groups as a dotted quad. */
function groupsOf(text: string): number[] {
  const quad = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (quad !== null) {
    const [, head = '', ...octets] = quad;
    const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
    return groupsOf(`${head}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  const [left = '', right] = text.split('::');
  const groups = (side: string): number[] =>
    side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16));
  if (right === undefined) return groups(left);
  const [before, after] = [groups(left), groups(right)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** RFC 5952 section 4.2: the longest run of at least two zeros, the first of several. */
function longestZeros(
  groups: readonly number[],
): { readonly first: number; readonly end: number } | undefined {
  let best: { readonly first: number; readonly end: number } | undefined;
  for (let first = 0; first < groups.length; first += 1) {
    let end = first;
    while (groups[end] === 0) end += 1;
    if (end - first >= 2 && end - first > (best ? best.end - best.first : 0)) best = { first, end };
    if (end > first) first = end;
  }
  return best;
}
