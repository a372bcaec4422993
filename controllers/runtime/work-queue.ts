import type { Clock } from '../../kubernetes/index.js';
import { backoffMs, type BackoffSettings } from './backoff.js';
import { noMetrics, type RuntimeMetrics } from './observation.js';
import type { Key } from './store.js';

export interface WorkQueueSettings {
  readonly name: string;
  readonly clock: Clock;
  readonly random?: () => number;
  /** Per key, after failures in a row; 200 ms doubling to 60 s by default. */
  readonly backoff?: BackoffSettings;
  readonly metrics?: RuntimeMetrics;
}

/** What became of a key. A rejected promise means failure: the key comes back after its backoff. */
export type WorkResult = { readonly kind: 'done' } | { readonly kind: 'requeueAfter'; readonly ms: number };

export interface WorkOptions {
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  /** No key is taken up any more once it is aborted. */
  readonly stop: AbortSignal;
  work(key: Key): Promise<WorkResult>;
}

const DEFAULT_BACKOFF: BackoffSettings = { baseMs: 200, capMs: 60_000 };

/**
 * Keys waiting to be worked on, after client-go's workqueue:
 * - a key that is added several times before its turn is worked on once;
 * - a key is never worked on by two workers at once;
 * - a key added while it is worked on is worked on again afterwards, since the worker may have looked before the change;
 * - a key that failed comes back after a pause that doubles, without holding up the others.
 */
export class WorkQueue {
  /** Added and not yet taken up. */
  readonly #dirty = new Set<Key>();
  readonly #processing = new Set<Key>();
  /** The dirty keys that nobody works on, by the time they became ready, in that order. */
  readonly #ready = new Map<Key, number>();
  readonly #failures = new Map<Key, number>();
  readonly #delayed = new Map<Key, { readonly at: number; readonly cancel: AbortController }>();
  #wake: () => void = () => undefined;
  readonly #metrics: RuntimeMetrics;
  readonly #random: () => number;

  constructor(private readonly settings: WorkQueueSettings) {
    this.#metrics = settings.metrics ?? noMetrics;
    this.#random = settings.random ?? Math.random;
  }

  /** Keys waiting for a worker now; neither those being worked on nor those to come later. */
  get depth(): number {
    return this.#ready.size;
  }

  /** Keys that come back by themselves later. */
  get delayed(): number {
    return this.#delayed.size;
  }

  add(key: Key): void {
    if (this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (!this.#processing.has(key)) this.#makeReady(key);
  }

  /** Adds the key after `ms`; if it is to come sooner already, that stands. */
  addAfter(key: Key, ms: number): void {
    if (ms <= 0) {
      this.add(key);
      return;
    }
    const at = this.settings.clock.monotonic() + ms;
    const known = this.#delayed.get(key);
    if (known !== undefined && known.at <= at) return;
    known?.cancel.abort();
    const cancel = new AbortController();
    this.#delayed.set(key, { at, cancel });
    this.settings.clock.sleep(ms, cancel.signal).then(
      () => {
        this.#delayed.delete(key);
        this.add(key);
      },
      () => undefined,
    );
  }

  /** Works on keys until stopped, then waits for those in hand. What still waits is dropped: it will be listed anew. */
  async run(options: WorkOptions): Promise<void> {
    const inHand = new Set<Promise<void>>();
    const stopped = (): void => this.#wake();
    options.stop.addEventListener('abort', stopped, { once: true });
    try {
      while (!options.stop.aborted) {
        const key = inHand.size < options.concurrency ? this.#take() : undefined;
        if (key === undefined) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        const work = this.#process(key, options).finally(() => {
          inHand.delete(work);
          this.#wake();
        });
        inHand.add(work);
      }
    } finally {
      options.stop.removeEventListener('abort', stopped);
      await Promise.all(inHand);
      this.#clear();
    }
  }

  #makeReady(key: Key): void {
    this.#ready.set(key, this.settings.clock.monotonic());
    this.#metrics.queueDepth(this.settings.name, this.#ready.size);
    this.#wake();
  }

  #take(): Key | undefined {
    const next = this.#ready.entries().next();
    if (next.done === true) return undefined;
    const [key, since] = next.value;
    this.#ready.delete(key);
    this.#dirty.delete(key);
    this.#processing.add(key);
    this.#metrics.queueDepth(this.settings.name, this.#ready.size);
    this.#metrics.queueWaited(this.settings.name, this.settings.clock.monotonic() - since);
    return key;
  }

  async #process(key: Key, options: WorkOptions): Promise<void> {
    const { stop } = options;
    try {
      const result = await options.work(key);
      this.#failures.delete(key);
      if (result.kind === 'requeueAfter' && !stop.aborted) this.addAfter(key, result.ms);
    } catch {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      const pause = backoffMs(failures, this.settings.backoff ?? DEFAULT_BACKOFF, this.#random());
      if (!stop.aborted) this.addAfter(key, pause);
    } finally {
      this.#processing.delete(key);
      if (this.#dirty.has(key)) this.#makeReady(key);
    }
  }

  #clear(): void {
    for (const { cancel } of this.#delayed.values()) cancel.abort();
    this.#delayed.clear();
    this.#dirty.clear();
    this.#ready.clear();
    this.#failures.clear();
    this.#metrics.queueDepth(this.settings.name, 0);
  }
}
