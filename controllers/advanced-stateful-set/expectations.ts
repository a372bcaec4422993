import { isAtLeast } from '../runtime/resource-version.js';
import type { Key } from '../runtime/store.js';

/** Caches that show a set's controller its own writes. */
export type CacheName = 'pods' | 'claims' | 'revisions';

/** How far the caches have come. */
export interface Sight {
  /** The version up to which the cache has seen every change; undefined while it is listed anew. */
  versionOf(cache: CacheName): string | undefined;
  /** Whether the cache has this very object and nobody has asked for its end. */
  isStaying(cache: CacheName, key: Key, uid: string): boolean;
}

interface Awaited {
  /** The newest version written, by cache. */
  readonly written: Map<CacheName, string>;
  ended: { readonly cache: CacheName; readonly key: Key; readonly uid: string }[];
  /** When the last of them was written. */
  since: number;
}

/**
 * Longer than a watch may be silent before it is begun anew, so that a cache that can catch up has done so. An object
 * that lives on though its end was accepted is the one thing that is waited for in vain.
 */
const giveUpAfterMs = 120_000;

/**
 * Own writes that the caches have not shown yet. Whoever decides before they have decides on what was, and might make a
 * pod that is there, or take away a second one because the first still looks well.
 *
 * | written                    | seen when                                                             |
 * | -------------------------- | --------------------------------------------------------------------- |
 * | an object made or changed  | its cache stands at the version that the reply named, or a later one  |
 * | an object deleted          | its cache has it no more, has another of its name, or shows it going  |
 *
 * Each of these arrives as an event that brings the set's key back, so that nobody has to ask again and again.
 */
export class Expectations {
  readonly #awaited = new Map<Key, Awaited>();

  /**
   * @param now milliseconds, never going back
   * @param gaveUp hears of sets whose writes were waited for in vain
   */
  constructor(
    private readonly sight: Sight,
    private readonly now: () => number,
    private readonly gaveUp: (set: Key) => void,
  ) {}

  wrote(set: Key, cache: CacheName, resourceVersion: string): void {
    const { written } = this.#of(set);
    const known = written.get(cache);
    // Writes that go in parallel are answered in any order.
    if (known === undefined || isAtLeast(known, resourceVersion) !== true)
      written.set(cache, resourceVersion);
  }

  ended(set: Key, cache: CacheName, key: Key, uid: string): void {
    this.#of(set).ended.push({ cache, key, uid });
  }

  /** Milliseconds until the set is looked at regardless; undefined when the caches have seen everything. */
  pendingMs(set: Key): number | undefined {
    const awaited = this.#awaited.get(set);
    if (awaited === undefined) return undefined;
    for (const [cache, version] of awaited.written) {
      if (this.#hasReached(cache, version)) awaited.written.delete(cache);
    }
    awaited.ended = awaited.ended.filter(({ cache, key, uid }) => this.sight.isStaying(cache, key, uid));
    const left = awaited.since + giveUpAfterMs - this.now();
    const isPending = awaited.written.size > 0 || awaited.ended.length > 0;
    if (isPending && left > 0) return left;
    this.#awaited.delete(set);
    if (isPending) this.gaveUp(set);
    return undefined;
  }

  forget(set: Key): void {
    this.#awaited.delete(set);
  }

  #hasReached(cache: CacheName, version: string): boolean {
    const seen = this.sight.versionOf(cache);
    // Versions that cannot be compared cannot be waited for.
    return seen !== undefined && isAtLeast(seen, version) !== false;
  }

  #of(set: Key): Awaited {
    const awaited = this.#awaited.get(set) ?? { written: new Map<CacheName, string>(), ended: [], since: 0 };
    awaited.since = this.now();
    this.#awaited.set(set, awaited);
    return awaited;
  }
}
