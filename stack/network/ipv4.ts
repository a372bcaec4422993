/** An IPv4 network: its first address and the number of leading bits that all its addresses share. */
export interface Network {
  readonly first: number;
  readonly bits: number;
}

/** Reads `a.b.c.d/n`; a plain address is a network of one. `undefined` when the text is neither. */
export function parseNetwork(text: string): Network | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const bits = match[5] === undefined ? 32 : Number(match[5]);
  if (bits > 32 || octets.some((octet) => octet > 255)) return undefined;
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - bits);
  return { first: Math.floor(address / size) * size, bits };
}

/** The n-th address of a network in dotted form, counted from its first. */
export function addressAt(network: string, n: number): string {
  const parsed = parseNetwork(network);
  if (parsed === undefined) throw new RangeError(`${network} is no IPv4 network`);
  return dotted(parsed.first + n);
}

/** The n-th network of `bits` bits inside a larger one, for example the upper half of a /16. */
export function subnetAt(network: string, bits: number, n: number): string {
  return `${addressAt(network, n * 2 ** (32 - bits))}/${bits}`;
}

/** Whether two networks have an address in common. */
export function overlap(one: Network, other: Network): boolean {
  const last = ({ first, bits }: Network): number => first + 2 ** (32 - bits) - 1;
  return one.first <= last(other) && other.first <= last(one);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
