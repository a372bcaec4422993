import type { AdvancedStatefulSet, AdvancedStatefulSetStatus } from '../../api/advanced-stateful-set.js';
import { fieldManager } from '../../api/names.js';
import type {
  CallOptions,
  KubernetesClient,
  KubernetesObject,
  ObjectRef,
  Resource,
} from '../../kubernetes/index.js';
import type { Key } from '../runtime/store.js';
import type { CacheName, Expectations } from './expectations.js';
import type { InPlaceRefusals } from './in-place-refusals.js';
import type { ClaimView, SetView } from './model.js';
import type { News } from './news.js';
import type { SetKind } from './set-kind.js';
import type { Statuses } from './statuses.js';

/**
 * How an action came out, if it did not fail:
 * - `done`: it is so now.
 * - `outdated`: it was decided on what is no longer so; the caches are about to show why.
 * - `refused`: it cannot be done this way, which is remembered; nothing else will bring the set back.
 */
export type Outcome = 'done' | 'outdated' | 'refused';

export interface SceneSettings {
  readonly client: KubernetesClient;
  readonly kind: SetKind;
  readonly set: SetView;
  /** By name, as they were when it was decided what to do. */
  readonly claims: ReadonlyMap<string, ClaimView>;
  readonly expectations: Expectations;
  readonly refusals: InPlaceRefusals;
  readonly statuses: Statuses;
  readonly signal: AbortSignal;
  /** Tells people of what went wrong. */
  warn(news: News): void;
}

/** What the actions of one decision have in common: whose they are, and who is to hear of what they did. */
export class Scene {
  readonly client: KubernetesClient;
  readonly set: SetView;
  /** For reads. */
  readonly call: CallOptions;
  readonly write: CallOptions & { readonly fieldManager: string };
  #live: Promise<AdvancedStatefulSet | undefined> | undefined;

  constructor(private readonly settings: SceneSettings) {
    this.client = settings.client;
    this.set = settings.set;
    this.call = { signal: settings.signal };
    this.write = { signal: settings.signal, fieldManager: fieldManager.controller };
  }

  get key(): Key {
    return `${this.set.namespace}/${this.set.name}`;
  }

  get resource(): SetKind['resource'] {
    return this.settings.kind.resource;
  }

  /** Of an object beside the set. */
  ref(name: string): { readonly namespace: string; readonly name: string } {
    return { namespace: this.set.namespace, name };
  }

  /** What the API server returned of a write, or of a read that showed what the cache had not. */
  saw(cache: CacheName, { metadata }: KubernetesObject): void {
    this.settings.expectations.wrote(this.key, cache, metadata.resourceVersion);
  }

  ended(cache: CacheName, name: string, uid: string): void {
    this.settings.expectations.ended(this.key, cache, `${this.set.namespace}/${name}`, uid);
  }

  refuseInPlace(uid: string): void {
    this.settings.refusals.add(this.key, uid);
  }

  /** At once, whatever else is to be written of the status. */
  async writeStatus(status: AdvancedStatefulSetStatus): Promise<void> {
    await this.settings.statuses.write(this, status);
  }

  warn(news: News): void {
    this.settings.warn(news);
  }

  /**
   * Whether the set may take over what nobody controls: it exists and nobody has asked for its end, by a live look, since
   * a cache that is behind would have it adopt what its deletion just set free.
   * (pkg/controller `RecheckDeletionTimestamp`)
   */
  async mayAdopt(): Promise<boolean> {
    return (await this.#look()) !== undefined;
  }

  /** Whether its spec still is the one that was decided on, by a live look, for what cannot be undone. */
  async isAsDecided(): Promise<boolean> {
    return (await this.#look())?.metadata.generation === this.set.generation;
  }

  /** The set as it is now, unless it goes; one look serves all of a decision. */
  async #look(): Promise<AdvancedStatefulSet | undefined> {
    this.#live ??= this.client.get(this.resource, this.ref(this.set.name), this.call);
    const live = await this.#live;
    const isStaying = live?.metadata.uid === this.set.uid && live.metadata.deletionTimestamp === undefined;
    return isStaying ? live : undefined;
  }

  claim(name: string): ClaimView | undefined {
    return this.settings.claims.get(name);
  }

  /** A name that the cache held to be free is taken: the cache is behind, and is to be waited for. */
  async lookAgain<T extends KubernetesObject>(
    cache: CacheName,
    resource: Resource<T>,
    ref: ObjectRef,
  ): Promise<T | undefined> {
    const live = await this.client.get(resource, ref, this.call);
    if (live !== undefined) this.saw(cache, live);
    return live;
  }
}
