import { fullGroups, octetsOf, parseAddress } from '../network/address.js';

/** Octets of a label and of a whole name with the lengths in front of its labels (RFC 1035 section 2.3.4). */
const longestLabel = 63;
const longestName = 255;

/** What stands in front of an alias for its mark; the longest that is ever put in front of a name. */
export const markLabel = '_statewright';

/** Hostnames and what Kubernetes lets be: letters, digits, "-", and "_" in front. */
const label = /^[a-z0-9_-]+$/;

/** Why no zone can have a name, or undefined. Room is left for the mark of an alias. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  const labels = name.split('.');
  const bad = labels.find((one) => !label.test(one));
  if (bad !== undefined)
    return bad === '' ? 'it has an empty label' : `"${bad}" has other characters than a name`;
  const long = labels.find((one) => one.length > longestLabel);
  if (long !== undefined)
    return `the label "${long}" has ${long.length} characters, and ${longestLabel} is the most`;
  const octets = name.length + 2 + markLabel.length + 1;
  return octets > longestName ? `it is ${octets - longestName} characters too long` : undefined;
}

/** The name that stands for an address in the other direction (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function reverseName(text: string): string | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  if (address.family === 4) return `${octetsOf(address).toReversed().join('.')}.in-addr.arpa`;
  return `${Array.from(fullGroups(address).join('')).toReversed().join('.')}.ip6.arpa`;
}

export function isReverse(name: string): boolean {
  return name.endsWith('.in-addr.arpa') || name.endsWith('.ip6.arpa');
}

export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** The zone, of those given, that a name is in: the innermost. */
export function zoneOf(name: string, zones: ReadonlySet<string>): string | undefined {
  for (let rest = name; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    if (zones.has(rest)) return rest;
    if (!rest.includes('.')) return undefined;
  }
}

/** `<namespace>/<name>` of the Service that a name of the cluster is of: `db.shop.svc.domain`, and all below it. */
export function serviceOfName(name: string, domain: string): string | undefined {
  const suffix = `.svc.${domain}`;
  if (!name.endsWith(suffix)) return undefined;
  const [namespace, service] = name.slice(0, -suffix.length).split('.').toReversed();
  return namespace && service ? `${namespace}/${service}` : undefined;
}
