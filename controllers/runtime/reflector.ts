import {
  isExpired,
  systemClock,
  type Clock,
  type KubernetesClient,
  type KubernetesObject,
  type ListOptions,
  type Resource,
} from '../../kubernetes/index.js';
import { backoffMs, type BackoffSettings } from './backoff.js';
import { noLog, noMetrics, type Log, type RuntimeMetrics, type WatchEnd } from './observation.js';
import { anyObjectSchema, Replica, type Change } from './replica.js';
import type { Entry, Indexers, Key, ReadonlyStore } from './store.js';

export interface ReflectorSettings<T extends KubernetesObject, P> {
  readonly client: KubernetesClient;
  readonly resource: Resource<T>;
  /** For logs and metrics, where several watch the same; the plural by default. A namespace is added. */
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Keeps of an object what is needed of it; everything else is not held in memory. */
  project(object: T): P;
  readonly indexers?: Indexers<P>;
  /** Milliseconds between checks of the cache against a complete list, give or take a tenth; 15 min by default. */
  readonly relistEveryMs?: number;
  /** Milliseconds of silence after which a watch is begun anew; 90 s by default, as bookmarks come once a minute. */
  readonly inactivityMs?: number;
  /** After failures in a row; 500 ms doubling to 30 s by default. */
  readonly backoff?: BackoffSettings;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly log?: Log;
  readonly metrics?: RuntimeMetrics;
}

const RELIST_EVERY_MS = 15 * 60_000;
const DEFAULT_BACKOFF: BackoffSettings = { baseMs: 500, capMs: 30_000 };
/** A watch that ends sooner without having told anything is a failure, or a server could keep us asking forever. */
const SHORTEST_GOOD_WATCH_MS = 1_000;

/**
 * Keeps a cache of one resource like the server's state: a complete list in pages, then a watch that resumes where
 * it broke off. A version that the server has forgotten (410) means a new list. Now and then the cache is compared
 * with a list of the very version it stands at: what differs was missed, is counted, and is mended.
 */
export class Reflector<T extends KubernetesObject, P> {
  readonly name: string;
  /** Resolves when the cache is complete for the first time. */
  readonly synced: Promise<void>;
  readonly #replica: Replica<T, P>;
  readonly #scope: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>;
  readonly #anyResource: Resource;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #log: Log;
  readonly #metrics: RuntimeMetrics;
  #setSynced: () => void = () => undefined;
  /** Where the cache stands; undefined when it must be listed anew. */
  #version: string | undefined;
  #relistAt = 0;
  #failures = 0;

  constructor(private readonly settings: ReflectorSettings<T, P>) {
    const { resource, namespace, labelSelector, fieldSelector } = settings;
    const plural = settings.name ?? resource.plural;
    this.name = namespace === undefined ? plural : `${plural}.${namespace}`;
    this.#clock = settings.clock ?? systemClock;
    this.#random = settings.random ?? Math.random;
    this.#log = settings.log ?? noLog;
    this.#metrics = settings.metrics ?? noMetrics;
    this.#scope = { namespace, labelSelector, fieldSelector };
    this.#anyResource = { ...resource, schema: anyObjectSchema };
    this.#replica = new Replica({
      resource,
      project: (object) => settings.project(object),
      indexers: settings.indexers,
      log: settings.log,
      onMalformed: () => this.#metrics.malformedObject(this.name),
    });
    this.synced = new Promise((resolve) => (this.#setSynced = resolve));
  }

  get store(): ReadonlyStore<P> {
    return this.#replica.store;
  }

  /** The version up to which the cache has seen every change; undefined while it has to be listed anew. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Calls `subscriber` for each difference, the first list included. Subscribe before `run`. */
  subscribe(subscriber: (change: Change<P>) => void): void {
    this.#replica.subscribe(subscriber);
  }

  /** Runs until aborted; failures are logged, counted and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const ended = (): boolean => signal.aborted;
    while (!ended()) {
      try {
        this.#version ??= await this.#fill(signal);
        const beganAt = this.#clock.monotonic();
        const { end, events } = await this.#follow(this.#version, signal);
        this.#metrics.watchEnded(this.name, end);
        if (events > 0 || (end === 'closed' && this.#clock.monotonic() - beganAt >= SHORTEST_GOOD_WATCH_MS))
          continue;
        await this.#pause(signal);
      } catch (error) {
        if (ended()) return;
        this.#metrics.watchEnded(this.name, 'failed');
        this.#log.warn({ watch: this.name, err: error }, 'a watch failed and is begun anew');
        await this.#pause(signal);
      }
    }
  }

  async #fill(signal: AbortSignal): Promise<string> {
    const { objects, version } = await this.#list({ signal });
    this.#replica.replace(objects);
    this.#metrics.cacheSize(this.name, this.store.size);
    this.#scheduleRelist();
    this.#setSynced();
    return version;
  }

  async #follow(from: string, signal: AbortSignal): Promise<{ end: WatchEnd; events: number }> {
    const { inactivityMs } = this.settings;
    const options = { ...this.#scope, resourceVersion: from, inactivityMs, signal };
    let events = 0;
    for await (const event of this.settings.client.watch(this.#anyResource, options)) {
      this.#metrics.watchEvent(this.name, event.kind);
      if (event.kind === 'expired') {
        this.#version = undefined;
        return { end: 'expired', events };
      }
      events += 1;
      this.#failures = 0;
      if (event.kind === 'bookmark') {
        this.#version = event.resourceVersion;
      } else {
        this.#version = event.object.metadata.resourceVersion;
        const reduced = this.#replica.reduce(event.object);
        if (event.kind === 'deleted') this.#replica.remove(reduced.key);
        else this.#replica.put(reduced);
        this.#metrics.cacheSize(this.name, this.store.size);
      }
      // No event is taken in meanwhile, so that the cache stands still at this version.
      if (this.#clock.monotonic() >= this.#relistAt) await this.#check(this.#version, signal);
    }
    return { end: 'closed', events };
  }

  /** Compares the cache with a list of the version it stands at; every difference was missed. */
  async #check(version: string, signal: AbortSignal): Promise<void> {
    this.#scheduleRelist();
    const { objects } = await this.#list({ signal, atVersion: version });
    const missed = this.#replica.replace(objects);
    this.#metrics.missedEvents(this.name, missed);
    if (missed > 0)
      this.#log.error({ watch: this.name, missed }, 'a relist found changes that no event had told of');
  }

  async #list(
    options: Pick<ListOptions, 'signal' | 'atVersion'>,
  ): Promise<{ objects: Map<Key, Entry<P> | undefined>; version: string }> {
    const beganAt = this.#clock.monotonic();
    const objects = new Map<Key, Entry<P> | undefined>();
    let version = '';
    try {
      // Reduced page by page: of the whole list only what is kept is ever in memory.
      for await (const page of this.settings.client.listPages(this.#anyResource, {
        ...this.#scope,
        ...options,
      })) {
        for (const object of page.items) {
          const { key, entry } = this.#replica.reduce(object);
          objects.set(key, entry);
        }
        version = page.resourceVersion;
      }
    } catch (error) {
      if (isExpired(error)) this.#version = undefined;
      throw error;
    }
    this.#metrics.listed(this.name, objects.size, this.#clock.monotonic() - beganAt);
    return { objects, version };
  }

  #scheduleRelist(): void {
    const every = this.settings.relistEveryMs ?? RELIST_EVERY_MS;
    this.#relistAt = this.#clock.monotonic() + every * (0.9 + 0.2 * this.#random());
  }

  async #pause(signal: AbortSignal): Promise<void> {
    this.#failures += 1;
    const pause = backoffMs(this.#failures, this.settings.backoff ?? DEFAULT_BACKOFF, this.#random());
    await this.#clock.sleep(pause, signal).catch(() => undefined);
  }
}
