import type { KubernetesObject, ObjectRef, Resource } from './resource.js';
import type { WatchEvent } from './watch.js';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for each attempt; the connection's setting by default. */
  readonly timeoutMs?: number | undefined;
}

export interface ListOptions extends CallOptions {
  /** All namespaces if left out. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** For lists: the state at exactly this version instead of now; `isExpired(error)` when it is forgotten. */
  readonly atVersion?: string | undefined;
}

export interface List<T> {
  readonly items: readonly T[];
  /** A watch from here misses nothing. */
  readonly resourceVersion: string;
}

export interface WriteOptions extends CallOptions {
  /** `statewright` by default. */
  readonly fieldManager?: string;
  /** For example `status` or `scale`. */
  readonly subresource?: string;
  /** The server checks everything and changes nothing. */
  readonly dryRun?: boolean;
}

export interface ApplyOptions extends WriteOptions {
  /** Take over fields that another manager holds; true by default, as controllers should. */
  readonly force?: boolean;
}

export interface DeleteOptions extends CallOptions {
  /** Delete only the object of this UID. */
  readonly uid?: string | undefined;
  /** Delete only if nothing changed since this version. */
  readonly resourceVersion?: string | undefined;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
}

export interface WatchOptions extends Omit<ListOptions, 'atVersion'> {
  /** Events after this version. */
  readonly resourceVersion: string;
  /** True by default. Without bookmarks a quiet resource falls silent, and the watch is taken for dead. */
  readonly bookmarks?: boolean;
  /** Milliseconds of silence after which the watch fails; 90 s by default, as bookmarks come once a minute. */
  readonly inactivityMs?: number | undefined;
  /** Seconds after which the server ends the watch; a random value between 5 and 10 minutes by default. */
  readonly timeoutSeconds?: number | undefined;
}

/** What a write sends; apiVersion and kind are added from the resource. */
export interface ObjectToWrite {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly uid?: string | undefined;
    readonly resourceVersion?: string | undefined;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/**
 * Typed calls to the API server. Every reply is checked against the resource's schema. Failures are StatewrightErrors:
 *
 * | Code                       | When                                                                              |
 * | -------------------------- | --------------------------------------------------------------------------------- |
 * | `KubernetesRefused`        | 400, 405, 406, 413, 415, 422, and an admission webhook's denial whatever its code |
 * | `KubernetesForbidden`      | 401, 403                                                                          |
 * | `KubernetesNotFound`       | a 404 that names what is missing (the object of a write, or its namespace)        |
 * | `KubernetesConflict`       | 409; `isAlreadyExists(error)` tells a taken name from a changed object            |
 * | `KubernetesUnavailable`    | no reply, time-out, 429, 5xx, and a 404 that proves nothing                       |
 * | `KubernetesReplyMalformed` | a success whose body is not of the expected form                                  |
 *
 * A request that is refused with 429, or with 503 and Retry-After, was not carried out: it is repeated after the time
 * the server asks for, a few times. An aborted signal rejects with the signal's reason.
 */
export interface KubernetesClient {
  /** Live and uncached. Undefined only if the API server says that this very object does not exist. */
  get<T extends KubernetesObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    options?: CallOptions,
  ): Promise<T | undefined>;
  /** Everything there is at one moment, read in pages of 500; never a part. */
  list<T extends KubernetesObject>(resource: Resource<T>, options?: ListOptions): Promise<List<T>>;
  /** The pages of `list` as they come; fails with `isExpired(error)` when the moment is too long ago to go on. */
  listPages<T extends KubernetesObject>(
    resource: Resource<T>,
    options?: ListOptions,
  ): AsyncGenerator<List<T>>;
  /** Events after `resourceVersion`, until the server ends the watch. */
  watch<T extends KubernetesObject>(
    resource: Resource<T>,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>>;
  /** Server-side apply. `metadata.uid` or `metadata.resourceVersion` in the object are preconditions. */
  apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectToWrite,
    options?: ApplyOptions,
  ): Promise<T>;
  create<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectToWrite,
    options?: WriteOptions,
  ): Promise<T>;
  /** Replaces the whole object; `metadata.resourceVersion` is the precondition. */
  replace<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectToWrite,
    options?: WriteOptions,
  ): Promise<T>;
  /** RFC 7386. `metadata.uid` or `metadata.resourceVersion` in the patch are preconditions. */
  mergePatch<T extends KubernetesObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    options?: WriteOptions,
  ): Promise<T>;
  /**
   * `deleted`: the deletion is accepted; with finalizers or grace the object lives on for a while, and only `get` says
   * when it is gone. `absent`: proven not to exist. Another UID or version than demanded is KubernetesConflict.
   */
  delete(resource: Resource, ref: ObjectRef, options?: DeleteOptions): Promise<'deleted' | 'absent'>;
  /** A path outside the resources, such as `/readyz`: the body of a 200. */
  getRaw(path: string, options?: CallOptions): Promise<string>;
}
