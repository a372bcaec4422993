import type { Clock } from '../../kubernetes/index.js';
import type { Key } from '../runtime/store.js';

export interface BatchesSettings {
  /** Tells the workflow of a zone to look at these Services. */
  tell(zone: string, services: readonly Key[]): Promise<void>;
  readonly clock: Clock;
  /** Milliseconds that keys are collected for; 500 by default. */
  readonly collectMs?: number;
}

/** Keys that fit a signal with ease, at some 60 characters each. */
const mostInSignal = 1_000;

interface Batch {
  readonly keys: Set<Key>;
  readonly told: Promise<void>;
}

/** Collects keys for each zone for a moment, so that a burst of changes is one signal and one reading of the zone. */
export class Batches {
  readonly #open = new Map<string, Batch>();

  constructor(private readonly settings: BatchesSettings) {}

  /** Resolves when the key was told; rejects when that failed. */
  add(zone: string, key: Key): Promise<void> {
    let batch = this.#open.get(zone);
    if (batch === undefined) {
      const keys = new Set<Key>();
      batch = { keys, told: this.#tellSoon(zone, keys) };
      this.#open.set(zone, batch);
    }
    batch.keys.add(key);
    return batch.told;
  }

  async #tellSoon(zone: string, keys: ReadonlySet<Key>): Promise<void> {
    await this.settings.clock.sleep(this.settings.collectMs ?? 500);
    this.#open.delete(zone);
    const all = [...keys];
    for (let at = 0; at < all.length; at += mostInSignal) {
      await this.settings.tell(zone, all.slice(at, at + mostInSignal));
    }
  }
}
