import { group } from '../names.js';
import { formatAddress, parseAddress, type Address } from './address.js';

/** Annotations by which addresses are chosen. */
export const addressAnnotation = {
  /** On a pod: `10.1.0.10`, or one of each family, `10.1.0.10,fd00::10`. */
  ip: `${group}/ip`,
  /** On a pod: name of the IPPool. */
  pool: `${group}/ip-pool`,
  /** On a set: `0=10.1.0.10,2=10.1.0.12`; `+` joins two families, `0=10.1.0.10+fd00::10`. */
  ordinalIps: `${group}/ordinal-ips`,
} as const;

/** Type of the condition on pods that had to wait for an address; others have none. */
export const addressCondition = `${group}/AddressReady`;

export type ParsedAddresses =
  | { readonly ok: true; readonly addresses: readonly string[] }
  /** `reason` is the middle of a sentence. */
  | { readonly ok: false; readonly reason: string };

/** The addresses that a pod's annotation names: one, or one of each family, IPv4 first whatever the order. */
export function parseChosenAddresses(text: string, separator: ',' | '+' = ','): ParsedAddresses {
  const found: Address[] = [];
  for (const part of text.split(separator).map((piece) => piece.trim())) {
    const address = parseAddress(part);
    if (address === undefined) return { ok: false, reason: `"${shortened(part)}" is not an IP address` };
    if (found.some(({ family }) => family === address.family)) {
      return { ok: false, reason: `there is more than one IPv${address.family} address` };
    }
    found.push(address);
  }
  const addresses = found.toSorted((one, other) => one.family - other.family).map(formatAddress);
  return { ok: true, addresses };
}

/** Outside text in a message. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
