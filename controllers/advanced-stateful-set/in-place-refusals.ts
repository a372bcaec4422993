import type { Key } from '../runtime/store.js';

const none: ReadonlySet<string> = new Set();

/** Pods by UID for which the API server refused an update in place; lost with the process, and learned again. */
export class InPlaceRefusals {
  readonly #bySet = new Map<Key, Set<string>>();

  add(set: Key, podUid: string): void {
    const known = this.#bySet.get(set) ?? new Set();
    this.#bySet.set(set, known.add(podUid));
  }

  /** Those of the pods that there are; the others are forgotten. */
  among(set: Key, podUids: ReadonlySet<string>): ReadonlySet<string> {
    const known = this.#bySet.get(set);
    if (known === undefined) return none;
    for (const uid of known) if (!podUids.has(uid)) known.delete(uid);
    if (known.size === 0) this.#bySet.delete(set);
    return known;
  }

  forget(set: Key): void {
    this.#bySet.delete(set);
  }
}
