import { StatewrightError } from '../../../api/errors/index.js';
import {
  describeObject,
  ReplyStatus,
  type DeleteOptions,
  type KubernetesObject,
  type ObjectRef,
  type ObjectToWrite,
  type Resource,
} from '../../../kubernetes/index.js';

export interface StoredEvent {
  readonly plural: string;
  readonly key: string;
  /** Undefined when it was deleted. */
  readonly object: KubernetesObject | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** An API server in memory, with UIDs, versions and preconditions, and every event there was. */
export class ApiServer {
  readonly events: StoredEvent[] = [];
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  #version = 0;

  of(plural: string): Map<string, KubernetesObject> {
    const known = this.#objects.get(plural) ?? new Map<string, KubernetesObject>();
    this.#objects.set(plural, known);
    return known;
  }

  get<T extends KubernetesObject>(resource: Resource<T>, ref: ObjectRef): T | undefined {
    const object = this.of(resource.plural).get(keyOf(ref));
    return object && resource.schema.parse(object);
  }

  list<T extends KubernetesObject>(resource: Resource<T>): T[] {
    // Whoever wrote it was answered with what the schema made of it; reading thousands again would take the time.
    return [...this.of(resource.plural).values()] as unknown as T[];
  }

  create<T extends KubernetesObject>(resource: Resource<T>, object: ObjectToWrite): T {
    const key = keyOf(object.metadata);
    if (this.of(resource.plural).has(key)) throw conflict(resource, object.metadata, 'AlreadyExists');
    return this.#put(resource, key, {
      ...object,
      metadata: { ...object.metadata, uid: `u${this.#version}` },
    });
  }

  mergePatch<T extends KubernetesObject>(resource: Resource<T>, ref: ObjectRef, patch: Json): T {
    const known = this.of(resource.plural).get(keyOf(ref));
    if (known === undefined) {
      throw new StatewrightError('KubernetesNotFound', { object: describeObject(resource, ref) });
    }
    const { metadata = {}, ...rest } = patch;
    const { uid, resourceVersion } = metadata as { uid?: string; resourceVersion?: string };
    check(resource, ref, known, { uid, resourceVersion });
    return this.#put(resource, keyOf(ref), merged(known, rest) as Json);
  }

  delete(resource: Resource, ref: ObjectRef, preconditions: DeleteOptions = {}): 'deleted' | 'absent' {
    const known = this.of(resource.plural).get(keyOf(ref));
    if (known === undefined) return 'absent';
    check(resource, ref, known, preconditions);
    this.of(resource.plural).delete(keyOf(ref));
    this.events.push({ plural: resource.plural, key: keyOf(ref), object: undefined });
    return 'deleted';
  }

  #put<T extends KubernetesObject>(resource: Resource<T>, key: string, object: Json): T {
    this.#version += 1;
    const metadata = { ...(object.metadata as object), resourceVersion: String(this.#version) };
    const stored = { ...object, metadata } as unknown as KubernetesObject;
    this.of(resource.plural).set(key, stored);
    this.events.push({ plural: resource.plural, key, object: stored });
    return resource.schema.parse(stored);
  }
}

function keyOf({ namespace, name }: ObjectRef): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function check(
  resource: Resource,
  ref: ObjectRef,
  { metadata }: KubernetesObject,
  wanted: { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined },
): void {
  const isOther = wanted.uid !== undefined && wanted.uid !== metadata.uid;
  const isNewer = wanted.resourceVersion !== undefined && wanted.resourceVersion !== metadata.resourceVersion;
  if (isOther || isNewer) throw conflict(resource, ref, 'Conflict');
}

function conflict(resource: Resource, ref: ObjectRef, reason: string): StatewrightError {
  const object = describeObject(resource, ref);
  const cause = new ReplyStatus(409, reason, reason);
  return new StatewrightError('KubernetesConflict', { object, reason }, { cause });
}

/** RFC 7386. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result = new Map(isRecord(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
