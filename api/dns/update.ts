import { formatData, type DnsRecord, type RecordData } from './record.js';

/** What must be true of a zone for an update to happen (RFC 2136 section 2.4). */
export type Prerequisite =
  /** There is no record of any type at that name. */
  | { readonly kind: 'nameUnused'; readonly name: string }
  | { readonly kind: 'typeUnused'; readonly name: string; readonly type: RecordData['type'] }
  /** The records of that type at that name are exactly these. */
  | { readonly kind: 'exactly'; readonly name: string; readonly data: readonly RecordData[] };

/** Removals come first where both are in one update. */
export type Change =
  | { readonly kind: 'remove'; readonly name: string; readonly data: RecordData }
  /** Where the same record is there with another time to live, it gets this one. */
  | { readonly kind: 'add'; readonly record: DnsRecord };

/** What is to become of one name: done as a whole or, when it is not any more as it was read, not at all. */
export interface NameUpdate {
  readonly name: string;
  /** Keys of the Services that it is about. */
  readonly services: readonly string[];
  readonly prerequisites: readonly Prerequisite[];
  readonly changes: readonly Change[];
}

/** So many names go into one message. */
const mostNames = 100;
/** Octets; the length of a message over TCP has 16 bits, and some room is for the key's signature. */
const mostOctets = 60_000;
/** Of a record on top of name and data: type, class, time to live, length, the length of a label each, to be generous. */
const overhead = 24;

/** Not less than the octets that the update takes in a message. */
export function octetsOf({ prerequisites, changes }: NameUpdate): number {
  let octets = 0;
  for (const prerequisite of prerequisites) {
    octets += overhead + prerequisite.name.length;
    if (prerequisite.kind === 'exactly') {
      for (const data of prerequisite.data)
        octets += overhead + prerequisite.name.length + formatData(data).length;
    }
  }
  for (const change of changes) {
    const { name, data } = change.kind === 'add' ? change.record : change;
    octets += overhead + name.length + formatData(data).length;
  }
  return octets;
}

/** Whether any message can hold it. */
export function fitsMessage(update: NameUpdate): boolean {
  return octetsOf(update) <= mostOctets;
}

/** As few messages as hold all of them, in their order. */
export function batchesOf(updates: readonly NameUpdate[]): readonly (readonly NameUpdate[])[] {
  const batches: NameUpdate[][] = [];
  let octets = 0;
  for (const update of updates) {
    const more = octetsOf(update);
    const last = batches.at(-1);
    if (last === undefined || last.length >= mostNames || octets + more > mostOctets) {
      batches.push([update]);
      octets = more;
    } else {
      last.push(update);
      octets += more;
    }
  }
  return batches;
}
