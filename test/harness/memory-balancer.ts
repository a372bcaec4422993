import type { Balancer, Precondition } from '../../activities/balancer/provider.js';
import type { RecordedVip, Vip } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';

export interface BalancerEntry {
  readonly verb: 'make' | 'change' | 'remove';
  readonly id: string;
  /** `<namespace>/<name>` and UID of the Service before, or of the one it was made for. */
  readonly service: string;
  readonly uid: string;
}

/** What becomes of one call: `lost` is done and its reply never comes. */
export type Fate = 'done' | 'failed' | 'lost';

/** What the owners of this balancer share: VIPs by id, and a journal of every change. */
export class MemoryVips {
  readonly vips = new Map<string, RecordedVip>();
  readonly journal: BalancerEntry[] = [];
  #version = 0;

  write(id: string, owner: string, vip: Vip): RecordedVip {
    this.#version += 1;
    const before = this.vips.get(id);
    const recorded = { id, owner, version: `v${this.#version}`, vip: structuredClone(vip) };
    this.vips.set(id, recorded);
    const { service } = before?.vip ?? vip;
    const verb = before === undefined ? 'make' : 'change';
    this.journal.push({ verb, id, service: formatKey(service), uid: service.uid });
    return recorded;
  }

  delete({ id, vip: { service } }: RecordedVip): void {
    this.vips.delete(id);
    this.journal.push({ verb: 'remove', id, service: formatKey(service), uid: service.uid });
  }
}

export interface MemoryBalancerSettings {
  readonly vips?: MemoryVips;
  readonly owner?: string;
  /** Asked at each call; `done` if left out. */
  readonly fate?: (verb: string) => Fate | Promise<Fate>;
  /** Names fields of what it does not take. */
  readonly refuses?: (vip: Vip) => readonly string[];
}

/** A balancer of the test's own, as one cluster sees it. */
export class MemoryBalancer implements Balancer {
  readonly name = 'TVS';
  readonly vips: MemoryVips;
  readonly owner: string;
  /** Verbs in the order of the calls. */
  readonly calls: string[] = [];

  constructor(private readonly settings: MemoryBalancerSettings = {}) {
    this.vips = settings.vips ?? new MemoryVips();
    this.owner = settings.owner ?? 'cluster-uid';
  }

  get owned(): readonly RecordedVip[] {
    return [...this.vips.vips.values()].filter(({ owner }) => owner === this.owner);
  }

  ofService(service: ObjectKey): Promise<readonly RecordedVip[]> {
    return this.#call('look for', () =>
      this.owned.filter(({ vip }) => formatKey(vip.service) === formatKey(service)),
    );
  }

  get(id: string): Promise<RecordedVip | undefined> {
    return this.#call('get', () => this.vips.vips.get(id));
  }

  put(id: string, vip: Vip, precondition: Precondition): Promise<RecordedVip> {
    return this.#call('put', () => {
      const known = this.vips.vips.get(id);
      const parameters = { balancer: this.name, verb: 'put', vip: id };
      const holder = [...this.vips.vips.values()].find((one) => one.vip.address === vip.address);
      if (holder !== undefined && (holder.owner !== this.owner || holder.id !== id)) {
        const { owner } = holder;
        throw new StatewrightError('VipOfAnother', { balancer: this.name, address: vip.address, owner });
      }
      const holds =
        precondition.kind === 'absent' ? known === undefined : known?.version === precondition.version;
      if (!holds) throw new StatewrightError('BalancerConflict', parameters);
      const [field] = this.settings.refuses?.(vip) ?? [];
      if (field !== undefined) {
        const reason = `${field} is out of bounds`;
        const { sentence, remedy } = new StatewrightError('BalancerRefused', { ...parameters, reason });
        throw new StatewrightError(
          'BalancerRefused',
          { ...parameters, reason },
          { problems: [{ field, code: 'BalancerRefused', sentence, remedy }] },
        );
      }
      return this.vips.write(id, this.owner, vip);
    });
  }

  remove(vip: RecordedVip): Promise<'removed' | 'absent'> {
    return this.#call('remove', () => {
      const known = this.vips.vips.get(vip.id);
      if (known === undefined) return 'absent';
      if (known.version !== vip.version) {
        throw new StatewrightError('BalancerConflict', { balancer: this.name, verb: 'remove', vip: vip.id });
      }
      this.vips.delete(known);
      return 'removed';
    });
  }

  async *listOwned(): AsyncGenerator<readonly RecordedVip[]> {
    const all = await this.#call('list', () => this.owned);
    for (let at = 0; at < all.length; at += 100) yield all.slice(at, at + 100);
  }

  async #call<T>(verb: string, act: () => T): Promise<T> {
    this.calls.push(verb);
    const fate = (await this.settings.fate?.(verb)) ?? 'done';
    const parameters = { balancer: this.name, verb, vip: 'a VIP', reason: 'it gave no answer' };
    if (fate === 'failed') throw new StatewrightError('BalancerUnavailable', parameters);
    if (fate === 'lost') {
      act();
      throw new StatewrightError('BalancerUnavailable', parameters);
    }
    return act();
  }
}
