import { formatKey, type ObjectKey } from '../../api/names.js';
import type { VipRecord } from './record.js';

/** What decisions read. */
export interface VipView {
  get(id: string): VipRecord | undefined;
  /** The VIP that has the address. */
  holding(address: string): VipRecord | undefined;
}

/** All VIPs, by id, by address, by Service, and in the order of their ids. */
export class VipTable implements VipView {
  readonly #byId = new Map<string, VipRecord>();
  readonly #byAddress = new Map<string, VipRecord>();
  /** Ids by the key of their Service: every look at one asks for them, and none is to go through all there are. */
  readonly #byService = new Map<string, Set<string>>();
  /** Sorted; a page begins by bisection. */
  readonly #ids: string[] = [];

  get size(): number {
    return this.#ids.length;
  }

  get(id: string): VipRecord | undefined {
    return this.#byId.get(id);
  }

  holding(address: string): VipRecord | undefined {
    return this.#byAddress.get(address);
  }

  /** Replaces what is recorded for the id; null removes it. */
  set(id: string, record: VipRecord | null): void {
    const before = this.#byId.get(id);
    if (before !== undefined) {
      this.#byAddress.delete(before.vip.address);
      this.#forget(before);
    }
    if (record === null) {
      if (!this.#byId.delete(id)) return;
      this.#ids.splice(this.#firstNotBefore(id), 1);
      return;
    }
    if (before === undefined) this.#ids.splice(this.#firstNotBefore(id), 0, id);
    this.#byId.set(id, record);
    this.#byAddress.set(record.vip.address, record);
    const key = formatKey(record.vip.service);
    const ids = this.#byService.get(key);
    if (ids === undefined) this.#byService.set(key, new Set([id]));
    else ids.add(id);
  }

  /** The VIPs of a Service, in the order of ids, those with a greater id than `after`. */
  *ofService(service: ObjectKey, after = ''): Generator<VipRecord> {
    for (const id of [...(this.#byService.get(formatKey(service)) ?? [])].toSorted()) {
      const record = this.#byId.get(id);
      if (record !== undefined && id > after) yield record;
    }
  }

  /** In the order of ids, those with a greater id than `after`. */
  *following(after = ''): Generator<VipRecord> {
    let index = this.#firstNotBefore(after);
    if (this.#ids[index] === after) index += 1;
    for (; index < this.#ids.length; index += 1) {
      const record = this.#byId.get(this.#ids[index] ?? '');
      if (record !== undefined) yield record;
    }
  }

  #forget({ id, vip }: VipRecord): void {
    const key = formatKey(vip.service);
    const ids = this.#byService.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#byService.delete(key);
  }

  #firstNotBefore(id: string): number {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] ?? '') < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A table with changes that are decided and not durable yet: the next decision builds on them, no reader sees them. */
export class VipDraft implements VipView {
  readonly #changed = new Map<string, VipRecord | null>();
  constructor(private readonly table: VipTable) {}

  get(id: string): VipRecord | undefined {
    const changed = this.#changed.get(id);
    return changed === undefined ? this.table.get(id) : (changed ?? undefined);
  }

  holding(address: string): VipRecord | undefined {
    for (const record of this.#changed.values()) if (record?.vip.address === address) return record;
    const record = this.table.holding(address);
    return record === undefined || this.#changed.has(record.id) ? undefined : record;
  }

  set(id: string, record: VipRecord | null): void {
    this.#changed.set(id, record);
  }
}
