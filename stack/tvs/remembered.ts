import type { Change } from './record.js';

/** Longer than any client repeats a write, in milliseconds. */
export const rememberedForMs = 15 * 60_000;

/** The changes of late by their idempotency keys, which are the token's own. */
export class Remembered {
  readonly #changes = new Map<string, Change>();

  get(who: string, key: string): Change | undefined {
    return this.#changes.get(`${who}\n${key}`);
  }

  add(change: Change): void {
    this.#changes.set(`${change.who}\n${change.key}`, change);
  }

  /** Forgets what is too old at that time, in milliseconds since the epoch. The oldest stand first. */
  forget(now: number): void {
    for (const [key, { time }] of this.#changes) {
      if (now - Date.parse(time) <= rememberedForMs) return;
      this.#changes.delete(key);
    }
  }

  all(): readonly Change[] {
    return [...this.#changes.values()];
  }
}
