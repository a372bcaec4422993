import type { Key } from '../runtime/store.js';

/** A notice that led to nothing is given again after this time: its workflow may have been terminated by hand. */
const repeatAfterMs = 60_000;

/**
 * Remembers which notice each cluster's workflow was last given. A cluster that is being brought up causes hundreds of
 * events, and its workflow needs to hear of the same wish once.
 */
export class Notices {
  private readonly given = new Map<Key, { readonly notice: string; readonly at: number }>();

  /** @param now milliseconds, never going back */
  constructor(private readonly now: () => number) {}

  /** Whether there is a notice and it was not given lately. */
  isDue(key: Key, notice: string | undefined): notice is string {
    if (notice === undefined) {
      this.given.delete(key);
      return false;
    }
    const last = this.given.get(key);
    return last?.notice !== notice || this.now() - last.at >= repeatAfterMs;
  }

  told(key: Key, notice: string): void {
    this.given.set(key, { notice, at: this.now() });
  }

  forget(key: Key): void {
    this.given.delete(key);
  }
}
