import { largestOrdinal } from '../ordinals.js';
import { addressAnnotation, parseChosenAddresses, shortened } from './annotations.js';

/** What an annotation `ordinal-ips` says, entry by entry. */
export interface OrdinalAddresses {
  /** Canonical addresses of the ordinals that are named readably; no address is there twice. */
  readonly byOrdinal: ReadonlyMap<number, readonly string[]>;
  /** Ordinals that are named, but whose addresses are not clear, and why: the middle of a sentence. */
  readonly unclear: ReadonlyMap<number, string>;
  /** All that is wrong, in the order of the text. */
  readonly reasons: readonly string[];
}

/**
 * Reads `0=10.1.0.10,2=10.1.0.12+fd00::12`. One entry that cannot be read does not take the others with it:
 *
 * | entry                             | its ordinal        | said of it |
 * | --------------------------------- | ------------------ | ---------- |
 * | addresses of an ordinal           | gets them          |            |
 * | addresses that cannot be read     | is unclear         | yes        |
 * | an ordinal that was named before  | is unclear         | yes        |
 * | an address that was named before  | is unclear         | yes        |
 * | no ordinal can be read            |                    | yes        |
 * | nothing                           |                    |            |
 */
export function readOrdinalAddresses(text: string): OrdinalAddresses {
  const byOrdinal = new Map<number, readonly string[]>();
  const unclear = new Map<number, string>();
  const reasons: string[] = [];
  const seen = new Set<string>();
  const confuse = (ordinal: number, reason: string): void => {
    byOrdinal.delete(ordinal);
    unclear.set(ordinal, reason);
    reasons.push(reason);
  };
  for (const entry of text.split(',').map((piece) => piece.trim())) {
    if (entry === '') continue;
    const [, digits, addresses = ''] = /^(\d{1,10})\s*=\s*(.*)$/s.exec(entry) ?? [];
    const ordinal = Number(digits);
    if (digits === undefined || ordinal > largestOrdinal) {
      reasons.push(`"${shortened(entry)}" is not of the form 0=10.1.0.10`);
      continue;
    }
    if (byOrdinal.has(ordinal) || unclear.has(ordinal)) {
      confuse(ordinal, `ordinal ${ordinal} is named twice`);
      continue;
    }
    const parsed = parseChosenAddresses(addresses, '+');
    const twice = parsed.ok ? parsed.addresses.find((address) => seen.has(address)) : undefined;
    if (!parsed.ok) confuse(ordinal, `ordinal ${ordinal}: ${parsed.reason}`);
    else if (twice !== undefined) confuse(ordinal, `ordinal ${ordinal}: ${twice} is named twice`);
    else {
      parsed.addresses.forEach((address) => seen.add(address));
      byOrdinal.set(ordinal, parsed.addresses);
    }
  }
  return { byOrdinal, unclear, reasons };
}

/** The same of a set with its annotations; without the annotation nothing is asked for. */
export function ordinalAddressesOf(
  annotations: Readonly<Record<string, string>> | undefined,
): OrdinalAddresses {
  return readOrdinalAddresses(annotations?.[addressAnnotation.ordinalIps] ?? '');
}

export type ParsedOrdinalAddresses =
  | { readonly ok: true; readonly byOrdinal: ReadonlyMap<number, readonly string[]> }
  /** `reason` is the middle of a sentence. */
  | { readonly ok: false; readonly reason: string };

/** The addresses that a set's annotation names for each of its ordinals, or the first thing that is wrong. */
export function parseOrdinalAddresses(text: string): ParsedOrdinalAddresses {
  const { byOrdinal, reasons } = readOrdinalAddresses(text);
  const [reason] = reasons;
  return reason === undefined ? { ok: true, byOrdinal } : { ok: false, reason };
}

/**
 * The value of `ordinal-ips` for what a node type of a cluster chooses; undefined if that is nothing. A text that cannot be
 * read stays as it is, for whoever reads the annotation to say so.
 */
export function annotationForOrdinalIps(
  ordinalIPs: Readonly<Record<string, string>> = {},
): string | undefined {
  const byOrdinal = Object.entries(ordinalIPs).map(([ordinal, text]): [number, readonly string[]] => {
    const parsed = parseChosenAddresses(text, '+');
    return [Number(ordinal), parsed.ok ? parsed.addresses : [text]];
  });
  return byOrdinal.length === 0 ? undefined : formatOrdinalAddresses(new Map(byOrdinal));
}

/** The value of `ordinal-ips` that says so. */
export function formatOrdinalAddresses(byOrdinal: ReadonlyMap<number, readonly string[]>): string {
  return [...byOrdinal]
    .toSorted(([one], [other]) => one - other)
    .map(([ordinal, addresses]) => `${ordinal}=${addresses.join('+')}`)
    .join(',');
}
