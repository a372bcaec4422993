import { vipDigest, vipsDigest } from '../../api/balancer/digest.js';
import type { RecordedVip } from '../../api/balancer/index.js';
import type { Key } from '../runtime/store.js';

/** What was told within this time before a listing may not be in it yet: its workflow is at it. Milliseconds. */
const momentMs = 10_000;

/**
 * What the balancer is known to have for each Service: what the last listing showed, or what its workflow was told to bring about
 * since. Digests alone, so that ten thousand Services are a megabyte or two.
 */
export class VipKnowledge {
  #recorded: ReadonlyMap<Key, string> = new Map();
  readonly #told = new Map<Key, { readonly digest: string; readonly at: number }>();

  /** @param now milliseconds, never going back */
  constructor(private readonly now: () => number) {}

  /** Empty if the balancer has nothing for that Service. */
  digestOf(key: Key): string {
    return this.#told.get(key)?.digest ?? this.#recorded.get(key) ?? '';
  }

  told(key: Key, digest: string): void {
    this.#told.set(key, { digest, at: this.now() });
  }

  /** Services for which the balancer has something. */
  keys(): readonly Key[] {
    return [...this.#recorded.keys()];
  }

  /**
   * Replaces what is known by a complete listing that began then. What was told before it and is still not there is forgotten,
   * so that it is told again: its workflow may have been terminated, or the balancer changed behind our back.
   */
  learn(listing: VipListing): void {
    this.#recorded = listing.digests();
    for (const [key, { at }] of this.#told) {
      if (at < listing.beganAt - momentMs) this.#told.delete(key);
    }
  }
}

/** A listing while its pages come; only what is kept of it is ever in memory. */
export class VipListing {
  readonly #byService = new Map<Key, string[]>();

  /** @param beganAt milliseconds of the same clock as the knowledge's */
  constructor(readonly beganAt: number) {}

  add(page: readonly RecordedVip[]): void {
    for (const { vip } of page) {
      const key = `${vip.service.namespace}/${vip.service.name}`;
      const known = this.#byService.get(key);
      if (known === undefined) this.#byService.set(key, [vipDigest(vip)]);
      else known.push(vipDigest(vip));
    }
  }

  digests(): ReadonlyMap<Key, string> {
    return new Map([...this.#byService].map(([key, digests]) => [key, vipsDigest(digests)]));
  }
}
