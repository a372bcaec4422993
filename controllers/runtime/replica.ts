import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { KubernetesObject, Resource } from '../../kubernetes/index.js';
import { noLog, type Log } from './observation.js';
import { keyOf, Store, type Entry, type Indexers, type Key } from './store.js';

/** Something happened to a key: what the cache held of it before, and holds now. */
export interface Change<P> {
  readonly key: Key;
  readonly before: P | undefined;
  readonly after: P | undefined;
}

/** What any object has. The rest is checked one object at a time, so that a malformed one spoils nothing else. */
export const anyObjectSchema: z.ZodType<KubernetesObject> = z.looseObject({ metadata: objectMetaSchema });

/** An object as the server sent it, reduced for the cache; without an entry when its schema does not accept it. */
export interface Reduced<P> {
  readonly key: Key;
  readonly entry: Entry<P> | undefined;
}

export interface ReplicaSettings<T extends KubernetesObject, P> {
  readonly resource: Resource<T>;
  project(object: T): P;
  readonly indexers?: Indexers<P> | undefined;
  readonly log?: Log | undefined;
  onMalformed?(): void;
}

/** The cache of one watch, kept like the server's state, telling its subscribers of each difference. */
export class Replica<T extends KubernetesObject, P> {
  readonly store: Store<P>;
  readonly #subscribers: ((change: Change<P>) => void)[] = [];
  readonly #log: Log;

  constructor(private readonly settings: ReplicaSettings<T, P>) {
    this.store = new Store(settings.indexers);
    this.#log = settings.log ?? noLog;
  }

  subscribe(subscriber: (change: Change<P>) => void): void {
    this.#subscribers.push(subscriber);
  }

  reduce(object: KubernetesObject): Reduced<P> {
    const { uid, resourceVersion } = object.metadata;
    const key = keyOf(object.metadata);
    const parsed = this.settings.resource.schema.safeParse(object);
    if (parsed.success) {
      return { key, entry: { uid, resourceVersion, value: this.settings.project(parsed.data) } };
    }
    this.settings.onMalformed?.();
    const problem = z.prettifyError(parsed.error);
    this.#log.warn(
      { kind: this.settings.resource.kind, key, problem },
      'an object is not of the expected form',
    );
    return { key, entry: undefined };
  }

  /** Takes in an added or changed object; one whose version is here already changes nothing. */
  put({ key, entry }: Reduced<P>): boolean {
    const before = this.store.entry(key);
    if (
      before?.uid === entry?.uid &&
      before?.resourceVersion === entry?.resourceVersion &&
      before !== undefined
    ) {
      return false;
    }
    if (entry === undefined) this.store.delete(key);
    else this.store.set(key, entry);
    this.#tell({ key, before: before?.value, after: entry?.value });
    return true;
  }

  remove(key: Key): boolean {
    const before = this.store.entry(key);
    this.store.delete(key);
    this.#tell({ key, before: before?.value, after: undefined });
    return before !== undefined;
  }

  /** Makes the cache equal to a complete list; returns how many keys differed. */
  replace(objects: ReadonlyMap<Key, Entry<P> | undefined>): number {
    let differences = 0;
    for (const key of [...this.store.keys()]) {
      if (!objects.has(key) && this.remove(key)) differences += 1;
    }
    for (const [key, entry] of objects) {
      // A malformed object that is not in the cache is no difference, but whoever acts on its key should look.
      if (this.put({ key, entry }) && entry !== undefined) differences += 1;
    }
    return differences;
  }

  #tell(change: Change<P>): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(change);
      } catch (error) {
        this.#log.error({ err: error, key: change.key }, 'a subscriber of a watch failed');
      }
    }
  }
}
