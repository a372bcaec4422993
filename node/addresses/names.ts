import { createHash } from 'node:crypto';

const LONGEST = 253;
const DIGITS = 16;

/**
 * The name of the reservation of a pod's name. Namespaces hold no dot, so two pods have two names; what would be too long is
 * cut and told apart by a digest.
 */
export function reservationName(namespace: string, pod: string): string {
  const full = `${namespace}.${pod}`;
  if (full.length <= LONGEST) return full;
  const digest = createHash('sha256').update(full).digest('hex').slice(0, DIGITS);
  return `${full.slice(0, LONGEST - DIGITS - 1)}-${digest}`;
}

/** The name of the assignment of an address: IPv4 as it is, IPv6 written out in full with "-". */
export function assignmentName(address: string): string {
  return address.includes(':') ? fullV6(address).join('-') : address;
}

/** The eight groups of an IPv6 address, four digits each. */
export function fullV6(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.toLowerCase().padStart(4, '0'));
}

/**
 * The MAC of a pod derives from its first address, so that it stays when the pod moves: 0a:58 and the four octets of IPv4,
 * or, with IPv6 alone, four octets of its digest.
 */
export function macOf(addresses: readonly string[]): string {
  const [first = ''] = addresses;
  const octets = first.includes(':')
    ? [...createHash('sha256').update(first).digest().subarray(0, 4)]
    : first.split('.').map(Number);
  return ['0a', '58', ...octets.map((octet) => octet.toString(16).padStart(2, '0'))].join(':');
}
