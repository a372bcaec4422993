import { isReverse, serviceOfName } from './names.js';
import { isMark, markedName, markNameOfAlias } from './ownership.js';
import type { DnsRecord } from './record.js';

/** Who asks of which zone, and with which time to live. */
export interface ZoneRules {
  readonly zone: string;
  /** The cluster's domain. */
  readonly domain: string;
  /** UID of the namespace kube-system. */
  readonly owner: string;
  /** Seconds. */
  readonly ttl: number;
}

/** A zone as it was transferred, by name. */
export class ZoneState {
  readonly #records = new Map<string, DnsRecord[]>();
  readonly #marked = new Set<string>();
  readonly #isReverse: boolean;

  constructor(
    private readonly rules: ZoneRules,
    records: readonly DnsRecord[],
  ) {
    this.#isReverse = isReverse(rules.zone);
    for (const record of records) {
      const others = this.#records.get(record.name);
      if (others === undefined) this.#records.set(record.name, [record]);
      else others.push(record);
      if (isMark(record, rules.owner)) this.#marked.add(markedName(record.name));
    }
  }

  at(name: string): readonly DnsRecord[] {
    return this.#records.get(name) ?? [];
  }

  /** Names with our mark, whether there is anything else at them or not. */
  get marked(): ReadonlySet<string> {
    return this.#marked;
  }

  /** Where our marks for a name are: at it, or beside it as an alias has them. */
  marksFor(name: string): readonly string[] {
    if (!this.#marked.has(name)) return [];
    return [name, markNameOfAlias(name)].filter((place) =>
      this.at(place).some((record) => isMark(record, this.rules.owner)),
    );
  }

  /** The Service that a record at a marked name is of; undefined for what is none of ours. */
  serviceOf({ name, data }: DnsRecord): string | undefined {
    const { domain } = this.rules;
    if (this.#isReverse) return data.type === 'PTR' ? serviceOfName(data.target, domain) : undefined;
    if (data.type !== 'A' && data.type !== 'AAAA' && data.type !== 'CNAME' && data.type !== 'SRV')
      return undefined;
    return serviceOfName(name, domain);
  }

  /** Ours of all Services: the records at marked names. */
  *ours(): Generator<{ readonly service: string; readonly record: DnsRecord }> {
    for (const name of this.#marked) {
      for (const record of this.at(name)) {
        const service = this.serviceOf(record);
        if (service !== undefined) yield { service, record };
      }
    }
  }
}
