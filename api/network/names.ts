import { createHash } from 'node:crypto';
import { fullGroups, octetsOf, parseAddress } from './address.js';

/** Longest name of an object in characters (RFC 1123 subdomain). */
const longest = 253;
const digits = 16;

/**
 * The name of the reservation of a pod's name. Namespaces hold no dot, so two pods have two names; what would be too
 * long is cut and told apart by a digest.
 */
export function reservationName(namespace: string, podName: string): string {
  const full = `${namespace}.${podName}`;
  if (full.length <= longest) return full;
  // Neither "." nor "-" may stand before the "-" of a label.
  const stem = full.slice(0, longest - digits - 1).replace(/[-.]+$/, '');
  return `${stem}-${createHash('sha256').update(full).digest('hex').slice(0, digits)}`;
}

/**
 * The name of the assignment of an address: IPv4 as it is, IPv6 written out in full with "-". The API server keeps names
 * unique, and that is what makes two holders of an address impossible.
 * @throws RangeError for what is no address
 */
export function assignmentName(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError(`"${address}" is not an address`);
  return parsed.family === 4 ? octetsOf(parsed).join('.') : fullGroups(parsed).join('-');
}

/**
 * The MAC of a pod derives from its first address, so that it stays when the pod moves: 0a:58 and the four octets of
 * IPv4, or, with IPv6 alone, four octets of the digest of the address as it is written (RFC 5952).
 * @throws RangeError if the first is no address
 */
export function macOf(addresses: readonly string[]): string {
  const [first = ''] = addresses;
  const parsed = parseAddress(first);
  if (parsed === undefined) throw new RangeError(`"${first}" is not an address`);
  const octets =
    parsed.family === 4 ? octetsOf(parsed) : [...createHash('sha256').update(first).digest().subarray(0, 4)];
  return ['0a', '58', ...octets.map((octet) => octet.toString(16).padStart(2, '0'))].join(':');
}
