import type { ErrorEntry } from './entry.js';

/** The company's DNS, to which names are copied. */
export const dnsErrors = {
  NameServerUnavailable: {
    kind: 'Unavailable',
    sentence: 'The name server {server} could not {verb} {name}: {reason}.',
    remedy: 'It is tried again. If this lasts, look whether the server is up and in reach.',
  },
  NameServerRefused: {
    kind: 'Invalid',
    sentence: 'The name server {server} does not let us {verb} {name}: {reason}.',
    remedy: 'Allow it to the key of the platform; see docs/dns.md.',
  },
  NameOfAnother: {
    kind: 'Conflict',
    sentence: '{name} is in the zone {zone} already, and not ours.',
    remedy: 'Remove or rename the one or the other; nothing that somebody else made is changed.',
  },
  ZoneNotKept: {
    kind: 'NotFound',
    sentence: 'The zone {zone} is none that this installation keeps.',
    remedy: 'Name one of the file of STATEWRIGHT_DNS_CONFIG; `statewright dns zones` shows them.',
  },
} as const satisfies Record<string, ErrorEntry>;
