import { formatData, type NameProblem, type NamesOfService } from '../api/dns/index.js';
import type { AskedType, LookUp } from './company-dns.js';

/** A record of a name of a Service. */
export interface NameSeen {
  readonly name: string;
  /** Type and data: `A 10.96.0.5`. */
  readonly record: string;
  /** `other`: it is not of this Service. At a name of an address that may be another Service's, elsewhere it should not be there. */
  readonly state: 'there' | 'missing' | 'other';
}

export interface NamesSeen {
  readonly records: readonly NameSeen[];
  /** Names that no zone can have. */
  readonly problems: readonly NameProblem[];
}

/** Questions under way at once. */
const concurrency = 8;

/** Holds the names that a Service should have against what DNS answers. Throws what the look-up throws. */
export async function seeNames({ records, problems }: NamesOfService, lookUp: LookUp): Promise<NamesSeen> {
  const wanted = new Map<
    string,
    { readonly name: string; readonly type: AskedType; readonly texts: Set<string> }
  >();
  for (const { name, data } of records) {
    const { type } = data;
    if (type === 'TXT' || type === 'SOA' || type === 'NS' || type === 'OTHER') continue;
    const known = wanted.get(`${name} ${type}`);
    if (known === undefined)
      wanted.set(`${name} ${type}`, { name, type, texts: new Set([formatData(data)]) });
    else known.texts.add(formatData(data));
  }
  const seen = new Map<string, readonly NameSeen[]>();
  const queue = wanted.entries();
  const work = async (): Promise<void> => {
    for (const [key, { name, type, texts }] of queue) {
      const found = new Set(await lookUp(name, type));
      const own = [...texts].map((record): NameSeen => ({
        name,
        record,
        state: found.has(record) ? 'there' : 'missing',
      }));
      const others = [...found].filter((record) => !texts.has(record));
      seen.set(key, [...own, ...others.map((record): NameSeen => ({ name, record, state: 'other' }))]);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  // In the order of the names wanted, whichever answer came first.
  return { records: [...wanted.keys()].flatMap((key) => seen.get(key) ?? []), problems };
}
