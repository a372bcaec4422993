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
  if (quad.test(text)) return { family: 4, value: joined(text.split('.').map(Number), 8n) };
  const groups = text.includes(':') ? groupsOf(text) : undefined;
  return groups && { family: 6, value: joined(groups, 16n) };
}

/** As `isIPv4` of node:net takes them, which workflows cannot use: no leading zeros. */
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const quad = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const group = /^[0-9a-f]{1,4}$/i;

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

/** The eight groups of an IPv6 address (RFC 4291 section 2.2), possibly with its last two as a dotted quad. */
function groupsOf(text: string): number[] | undefined {
  const sides = text.split('::');
  const [left = '', right] = sides;
  if (sides.length > 2) return undefined;
  const before = groupsOfSide(left, right === undefined);
  const after = groupsOfSide(right ?? '', right !== undefined);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

/** The groups on one side of `::`; only the last side of all may end with a dotted quad. */
function groupsOfSide(side: string, isLast: boolean): number[] | undefined {
  if (side === '') return [];
  const pieces = side.split(':');
  const last = pieces.at(-1) ?? '';
  const octets = isLast && quad.test(last) ? last.split('.').map(Number) : undefined;
  const hex = octets === undefined ? pieces : pieces.slice(0, -1);
  if (!hex.every((piece) => group.test(piece))) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = octets ?? [];
  const groups = hex.map((piece) => Number.parseInt(piece, 16));
  return octets === undefined ? groups : [...groups, a * 256 + b, c * 256 + d];
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
