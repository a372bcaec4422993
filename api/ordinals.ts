/**
 * Ordinals of a set's pods as people write them: numbers and ranges, `[0, "3-5"]`. Free of zod, so that workflows may
 * use it.
 */
import { fieldProblem, type FieldProblem } from './errors/index.js';

/** An entry of `podOrdinals`: one ordinal, or the first and the last of several, `"3-5"`. */
export type OrdinalEntry = number | string;

/** Ordinals from `first` to `last`, both among them. */
export interface OrdinalRange {
  readonly first: number;
  readonly last: number;
}

/** Ordinals as ranges that neither overlap nor touch, lowest first: each set of ordinals has one such form. */
export type OrdinalSet = readonly OrdinalRange[];

/** Field in which a set's ordinals to take offline are listed. */
export const podOrdinalsField = 'spec.offlineStrategy.podOrdinals';

/** Ordinals are 32-bit numbers in Kubernetes (k8s.io/api apps/v1 StatefulSetOrdinals). */
export const largestOrdinal = 2 ** 31 - 1;

/** Most entries of `podOrdinals`: what the API server allows a rule that compares each entry with each to cost. */
export const mostOrdinalEntries = 128;

/** Two numbers without sign and leading zeros. */
export const ordinalRangePattern = /^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$/;

export type ParsedOrdinals =
  | { readonly ok: true; readonly ordinals: OrdinalSet }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

type ParsedEntry =
  | { readonly ok: true; readonly range: OrdinalRange }
  | { readonly ok: false; readonly problem: FieldProblem };

/**
 * The ordinals that the entries stand for. Each wrong entry is a problem of `field[index]`:
 *
 * | entry                                      | problem              |
 * | ------------------------------------------ | -------------------- |
 * | -1, 1.5, "3", "a-b", "03-5", above 2³¹ - 1 | MalformedOrdinal     |
 * | "5-3"                                      | OrdinalRangeReversed |
 * | names an ordinal that one before it has    | OrdinalRepeated      |
 */
export function parseOrdinals(
  entries: readonly OrdinalEntry[],
  field: string = podOrdinalsField,
): ParsedOrdinals {
  const problems: FieldProblem[] = [];
  const seen: { readonly entry: OrdinalEntry; readonly range: OrdinalRange }[] = [];
  for (const [index, entry] of entries.entries()) {
    const parsed = parseEntry(entry, `${field}[${index}]`);
    if (!parsed.ok) {
      problems.push(parsed.problem);
      continue;
    }
    const { range } = parsed;
    const other = seen.find(
      (earlier) => earlier.range.first <= range.last && range.first <= earlier.range.last,
    );
    if (other !== undefined) {
      const ordinal = Math.max(range.first, other.range.first);
      const parameters = { value: shown(entry), ordinal: `ordinal ${ordinal}`, other: shown(other.entry) };
      problems.push(fieldProblem(`${field}[${index}]`, 'OrdinalRepeated', parameters));
    }
    seen.push({ entry, range });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, ordinals: merged(seen.map(({ range }) => range)) };
}

function parseEntry(entry: OrdinalEntry, field: string): ParsedEntry {
  const malformed = (): ParsedEntry => ({
    ok: false,
    problem: fieldProblem(field, 'MalformedOrdinal', { value: shown(entry), largest: largestOrdinal }),
  });
  if (typeof entry === 'number') {
    return isOrdinal(entry) ? { ok: true, range: { first: entry, last: entry } } : malformed();
  }
  const match = ordinalRangePattern.exec(entry);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (!isOrdinal(first) || !isOrdinal(last)) return malformed();
  if (first > last) {
    const parameters = { value: shown(entry), proper: `"${last}-${first}"` };
    return { ok: false, problem: fieldProblem(field, 'OrdinalRangeReversed', parameters) };
  }
  return { ok: true, range: { first, last } };
}

function isOrdinal(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= largestOrdinal;
}

function shown(entry: OrdinalEntry): string {
  if (typeof entry === 'number') return String(entry);
  return `"${entry.length > 30 ? `${entry.slice(0, 30)}…` : entry}"`;
}

/** The same ordinals as entries, in their one form: lowest first, neighbours as a range. */
export function formatOrdinals(ordinals: OrdinalSet): OrdinalEntry[] {
  return ordinals.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
}

/** The set of these ordinals, in any order, each any number of times. */
export function ordinalSet(ordinals: Iterable<number>): OrdinalSet {
  return merged(Array.from(ordinals, (ordinal) => ({ first: ordinal, last: ordinal })));
}

function merged(ranges: readonly OrdinalRange[]): OrdinalSet {
  const result: OrdinalRange[] = [];
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const before = result.at(-1);
    if (before === undefined || range.first > before.last + 1) result.push(range);
    else result[result.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
  }
  return result;
}

/** Whether the ordinal is one of them. */
export function hasOrdinal(ordinals: OrdinalSet, ordinal: number): boolean {
  return ordinals.some(({ first, last }) => first <= ordinal && ordinal <= last);
}

/** How many they are. */
export function countOrdinals(ordinals: OrdinalSet): number {
  return ordinals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Each of them, lowest first. */
export function* eachOrdinal(ordinals: OrdinalSet): Generator<number> {
  for (const { first, last } of ordinals) {
    for (let ordinal = first; ordinal <= last; ordinal += 1) yield ordinal;
  }
}

/** Those of them that are within the range, and the rest. An empty range has `last` below `first`. */
export function splitOrdinals(
  ordinals: OrdinalSet,
  { first, last }: OrdinalRange,
): { readonly inside: OrdinalSet; readonly outside: OrdinalSet } {
  const clip = (low: number, high: number): OrdinalSet =>
    ordinals
      .map((range) => ({ first: Math.max(range.first, low), last: Math.min(range.last, high) }))
      .filter((range) => range.first <= range.last);
  if (last < first) return { inside: [], outside: ordinals };
  return { inside: clip(first, last), outside: [...clip(0, first - 1), ...clip(last + 1, largestOrdinal)] };
}
