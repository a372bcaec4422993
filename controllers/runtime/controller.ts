import { systemClock, type Clock, type KubernetesObject } from '../../kubernetes/index.js';
import type { BackoffSettings } from './backoff.js';
import { noLog, noMetrics, type Log, type ReconcileOutcome, type RuntimeMetrics } from './observation.js';
import type { Reflector } from './reflector.js';
import type { Key } from './store.js';
import { WorkQueue, type WorkResult } from './work-queue.js';

/** A watch whose changes put keys into the queue of a controller. */
export interface Source {
  readonly name: string;
  readonly synced: Promise<void>;
  run(signal: AbortSignal): Promise<void>;
  /** The reflector itself: one that feeds several controllers runs once. */
  readonly identity: object;
  attach(enqueue: (key: Key) => void): void;
}

/**
 * Each change of a watched object enqueues keys: the object's own, or those that `keys` derives from what the cache
 * keeps of it. `keys` is asked about the old and the new form, so that an object that changes hands is looked at by
 * both owners.
 */
export function watching<T extends KubernetesObject, P>(
  reflector: Reflector<T, P>,
  keys?: (value: P, key: Key) => readonly Key[],
): Source {
  return {
    name: reflector.name,
    synced: reflector.synced,
    identity: reflector,
    run: (signal) => reflector.run(signal),
    attach(enqueue) {
      reflector.subscribe(({ key, before, after }) => {
        if (keys === undefined) {
          enqueue(key);
          return;
        }
        if (before !== undefined) keys(before, key).forEach(enqueue);
        if (after !== undefined) keys(after, key).forEach(enqueue);
      });
    },
  };
}

export interface ReconcileContext {
  /** Aborted when the result is no longer wanted: the lease is lost, or the time to finish is over. */
  readonly signal: AbortSignal;
  /** Throws LeaseLost when this process may no longer act; to be called right before an act outside Kubernetes. */
  readonly assertLeading: () => void;
}

export interface ControllerSettings {
  readonly name: string;
  readonly sources: readonly Source[];
  /**
   * Looks at the live state behind a key and does what is missing. It may be called at any time, any number of times.
   * A rejection brings the key back after its backoff.
   */
  reconcile(key: Key, context: ReconcileContext): Promise<WorkResult>;
  /** Keys reconciled at once; 4 by default. */
  readonly concurrency?: number;
  readonly backoff?: BackoffSettings;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Log;
  readonly metrics?: RuntimeMetrics;
}

/** Reconciles each key that one of its sources mentions, once the caches of all of them are complete. */
export class Controller {
  readonly #queue: WorkQueue;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #metrics: RuntimeMetrics;

  constructor(private readonly settings: ControllerSettings) {
    this.#clock = settings.clock ?? systemClock;
    this.#log = settings.log ?? noLog;
    this.#metrics = settings.metrics ?? noMetrics;
    this.#queue = new WorkQueue({
      name: settings.name,
      clock: this.#clock,
      metrics: this.#metrics,
      ...(settings.random !== undefined && { random: settings.random }),
      ...(settings.backoff !== undefined && { backoff: settings.backoff }),
    });
    for (const source of settings.sources) source.attach((key) => this.#queue.add(key));
  }

  get name(): string {
    return this.settings.name;
  }

  get sources(): readonly Source[] {
    return this.settings.sources;
  }

  /** For what no watch tells of: look at this key as well. */
  enqueue(key: Key): void {
    this.#queue.add(key);
  }

  /** Takes up keys until `stop`, then waits for those in hand. Expects somebody to run the sources. */
  async run(stop: AbortSignal, context: ReconcileContext): Promise<void> {
    const synced = Promise.all(this.sources.map((source) => source.synced));
    if (!(await settledBefore(synced, stop))) return;
    this.#log.info({ controller: this.name }, 'the caches are complete');
    const concurrency = this.settings.concurrency ?? 4;
    await this.#queue.run({ concurrency, stop, work: (key) => this.#reconcile(key, context) });
  }

  async #reconcile(key: Key, context: ReconcileContext): Promise<WorkResult> {
    const beganAt = this.#clock.monotonic();
    const report = (outcome: ReconcileOutcome): void =>
      this.#metrics.reconciled(this.name, outcome, this.#clock.monotonic() - beganAt);
    try {
      context.assertLeading();
      const result = await this.settings.reconcile(key, context);
      report(result.kind === 'done' ? 'done' : 'requeued');
      return result;
    } catch (error) {
      report(context.signal.aborted ? 'aborted' : 'failed');
      if (!context.signal.aborted) {
        this.#log.warn(
          { controller: this.name, key, err: error },
          'a key could not be reconciled and comes back',
        );
      }
      throw error;
    }
  }
}

async function settledBefore(promise: Promise<unknown>, stop: AbortSignal): Promise<boolean> {
  const stopped = new Promise<false>((resolve) => {
    if (stop.aborted) resolve(false);
    else stop.addEventListener('abort', () => resolve(false), { once: true });
  });
  return Promise.race([promise.then(() => true), stopped]);
}
