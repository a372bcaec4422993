import { z } from 'zod';

/** A value as it stands in OVSDB's JSON (RFC 7047 §5.1): an atom, `["set", …]` or `["map", …]`. */
export type Value =
  Atom | readonly ['set', readonly Atom[]] | readonly ['map', readonly (readonly [Atom, Atom])[]];
export type Atom = string | number | boolean | readonly ['uuid', string] | readonly ['named-uuid', string];

export const uuid = (id: string): Atom => ['uuid', id];
export const namedUuid = (name: string): Atom => ['named-uuid', name];
export const set = (atoms: readonly Atom[]): Value => ['set', atoms];
export const map = (entries: Readonly<Record<string, string>>): Value => ['map', Object.entries(entries)];

const uuidAtom = z.tuple([z.literal('uuid'), z.string()]).transform(([, id]) => id);
const emptySet = z.tuple([z.literal('set'), z.tuple([])]).transform(() => undefined);

function setOf<T>(atom: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.union([
    z.tuple([z.literal('set'), z.array(atom)]).transform(([, atoms]) => atoms),
    atom.transform((one) => [one]),
  ]);
}

/** A column that holds at most one atom: the empty set is undefined. */
function optional<T>(atom: z.ZodType<T>): z.ZodType<T | undefined> {
  return z.union([emptySet, atom]);
}

/** Forms in which columns come back, turned into plain values. */
export const column = {
  text: z.string(),
  integer: z.int(),
  optionalText: optional(z.string()),
  optionalInteger: optional(z.int()),
  uuids: setOf(uuidAtom),
  stringMap: z
    .tuple([z.literal('map'), z.array(z.tuple([z.string(), z.string()]))])
    .transform(([, entries]) => Object.fromEntries(entries) as Readonly<Record<string, string>>),
} as const;
