/** The link-local IPv6 address that Linux derives from a MAC (RFC 4291, modified EUI-64), in the form flows are written. */
export function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac
    .split(':')
    .map((octet) => Number.parseInt(octet, 16));
  // The universal/local bit is inverted.
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`;
}
