import type { Key } from '../runtime/store.js';

/** A look at a set costs about this much of a millisecond for each of its pods, of which most goes on itself. */
const msForEachPod = 0.02;
const mostMs = 20;

/**
 * Keeps looks at a large set apart: each goes through all of its pods, while events of them come by the hundred a second
 * during an update. A look sees all that has happened before it, so few looks lose nothing but this pause. Small sets
 * are looked at at once.
 */
export class Spacing {
  readonly #next = new Map<Key, number>();

  /** @param now milliseconds, never going back */
  constructor(private readonly now: () => number) {}

  /** Milliseconds until it is worth looking again; 0 for at once. */
  dueInMs(key: Key): number {
    const next = this.#next.get(key);
    return next === undefined ? 0 : Math.max(0, next - this.now());
  }

  /** The set was looked at, and has so many pods. */
  looked(key: Key, pods: number): void {
    const pause = Math.floor(Math.min(mostMs, pods * msForEachPod));
    if (pause === 0) this.#next.delete(key);
    else this.#next.set(key, this.now() + pause);
  }

  forget(key: Key): void {
    this.#next.delete(key);
  }
}
