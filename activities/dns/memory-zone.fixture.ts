import { StatewrightError } from '../../api/errors/index.js';
import { formatData, formatRecord, type DnsRecord } from '../../api/dns/record.js';
import type { Change, NameUpdate, Prerequisite } from '../../api/dns/update.js';
import type { NameServer, UpdateOutcome } from './name-server.js';

/** What goes wrong with the next request. `lost`: it is done, and nobody hears of it. */
export type ZoneFault = 'none' | 'away' | 'lost' | 'refused';

/** A zone that keeps to RFC 2136, in memory. */
export class MemoryZone implements NameServer {
  readonly #records = new Map<string, DnsRecord>();
  readonly faults: ZoneFault[] = [];
  /** Called before a request is served: somebody else may be faster. */
  meanwhile: () => void = () => undefined;
  updates = 0;

  constructor(readonly zone: string) {
    const soa = { serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 };
    this.put({ name: zone, ttl: 60, data: { type: 'SOA', primary: 'ns', mailbox: 'me', ...soa } });
  }

  /** Records but the SOA, as text. */
  get texts(): readonly string[] {
    return [...this.#records.values()]
      .filter(({ data }) => data.type !== 'SOA')
      .map((record) => `${record.ttl} ${formatRecord(record)}`)
      .toSorted();
  }

  get records(): readonly DnsRecord[] {
    return [...this.#records.values()];
  }

  put(record: DnsRecord): void {
    this.#records.set(formatRecord(record), record);
  }

  remove(record: Pick<DnsRecord, 'name' | 'data'>): void {
    this.#records.delete(formatRecord({ ...record, ttl: 0 }));
  }

  async transfer(): Promise<readonly DnsRecord[]> {
    await this.#fault('transfer');
    return this.records;
  }

  async query(name: string): Promise<readonly DnsRecord[]> {
    await this.#fault('tell of');
    return this.records.filter((record) => record.name === name);
  }

  async update(_zone: string, updates: readonly NameUpdate[]): Promise<UpdateOutcome> {
    this.meanwhile();
    const lost = await this.#fault('update');
    this.updates += 1;
    const holds = updates.every((update) => update.prerequisites.every((one) => this.#holds(one)));
    if (holds) for (const change of updates.flatMap((update) => update.changes)) this.#do(change);
    if (lost) throw away('update', this.zone);
    return holds ? 'done' : 'contested';
  }

  #holds(prerequisite: Prerequisite): boolean {
    const here = this.records.filter(({ name }) => name === prerequisite.name);
    switch (prerequisite.kind) {
      case 'nameUnused':
        return here.length === 0;
      case 'typeUnused':
        return here.every(({ data }) => data.type !== prerequisite.type);
      case 'exactly': {
        const [first] = prerequisite.data;
        const there = here
          .filter(({ data }) => data.type === first?.type)
          .map(({ data }) => formatData(data));
        return String(there.toSorted()) === String(prerequisite.data.map(formatData).toSorted());
      }
    }
  }

  /** RFC 2136 section 3.4.2.2: beside an alias, and as an alias beside others, an addition is dropped in silence. */
  #do(change: Change): void {
    if (change.kind === 'remove') {
      this.remove(change);
      return;
    }
    const { record } = change;
    const others = this.records.filter(({ name }) => name === record.name);
    const isAlias = record.data.type === 'CNAME';
    if (others.some(({ data }) => (data.type === 'CNAME') !== isAlias)) return;
    if (isAlias) others.forEach((other) => this.remove(other));
    this.put(record);
  }

  #fault(verb: string): Promise<boolean> {
    const fault = this.faults.shift() ?? 'none';
    if (fault === 'refused') {
      return Promise.reject(
        new StatewrightError('NameServerRefused', {
          server: 'memory',
          verb,
          name: this.zone,
          reason: 'REFUSED',
        }),
      );
    }
    if (fault === 'away') return Promise.reject(away(verb, this.zone));
    return Promise.resolve(fault === 'lost');
  }
}

function away(verb: string, name: string): StatewrightError {
  return new StatewrightError('NameServerUnavailable', { server: 'memory', verb, name, reason: 'away' });
}
