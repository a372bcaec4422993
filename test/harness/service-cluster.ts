import { clusterAddresses, serviceNameLabel, vipFinalizer } from '../../api/balancer/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import { formatKey, type ObjectKey } from '../../api/names.js';
import {
  ReplyStatus,
  type KubernetesClient,
  type KubernetesObject,
  type ObjectRef,
  type Resource,
} from '../../kubernetes/index.js';

type Json = Readonly<Record<string, unknown>>;

/** Called around every request; may wait, and throws for one that is lost. `after` tells whether it was done. */
export type Travel = (after: boolean) => Promise<void> | void;

/** Services, their slices and their addresses in memory, as much as VIPs need of an API server. */
export class ServiceCluster {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly events: Json[] = [];
  #version = 0;

  /** Makes a Service with these ClusterIPs. @returns its UID */
  service(key: ObjectKey, clusterIPs: readonly string[], spec: Json = {}, metadata: Json = {}): string {
    const uid = `uid-${this.#version}`;
    const whole = { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP' }], ...spec };
    this.#put('services', key, {
      metadata: { ...key, uid, ...metadata },
      spec: { clusterIP: clusterIPs[0], clusterIPs, ...whole },
    });
    for (const address of clusterIPs) {
      const parentRef = { group: '', resource: 'services', ...key };
      this.#put(
        'ipaddresses',
        { name: address },
        {
          metadata: { name: address, uid: `${uid}-${address}` },
          spec: { parentRef },
        },
      );
    }
    return uid;
  }

  /** Changes the spec or the metadata of a Service that is there. */
  change(key: ObjectKey, change: { readonly spec?: Json; readonly metadata?: Json }): void {
    const known = this.#known('services', key);
    this.#put('services', key, {
      ...known,
      metadata: { ...known.metadata, ...change.metadata },
      spec: { ...(known.spec as Json), ...change.spec },
    });
  }

  /** Endpoints by address, in one slice of the Service; ready unless said. */
  endpoints(key: ObjectKey, members: Readonly<Record<string, Json>>, port = 8080, family = 'IPv4'): void {
    const name = `${key.name}-${family.toLowerCase()}`;
    this.#put(
      'endpointslices',
      { ...key, name },
      {
        metadata: { namespace: key.namespace, name, uid: name, labels: { [serviceNameLabel]: key.name } },
        addressType: family,
        endpoints: Object.entries(members).map(([address, conditions]) => ({
          addresses: [address],
          conditions,
        })),
        ports: [{ name: '', port, protocol: 'TCP' }],
      },
    );
  }

  /** A finalizer holds it back, as the API server does. */
  delete(key: ObjectKey): void {
    const known = this.find(key);
    if (known === undefined) return;
    if ((known.metadata.finalizers ?? []).length > 0) {
      this.change(key, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
      return;
    }
    this.#objects.delete(pathOf('services', key));
    for (const address of clusterAddresses(known as never))
      this.#objects.delete(pathOf('ipaddresses', { name: address }));
  }

  find(key: ObjectKey): KubernetesObject | undefined {
    return this.#objects.get(pathOf('services', key));
  }

  get services(): readonly KubernetesObject[] {
    return [...this.#objects].flatMap(([path, object]) => (path.startsWith('services ') ? object : []));
  }

  slicesOf(key: ObjectKey): readonly KubernetesObject[] {
    return this.#list('endpointslices', `${serviceNameLabel}=${key.name}`, key.namespace);
  }

  /** A client whose every request goes through `travel`. */
  client(travel: Travel = () => undefined): KubernetesClient {
    const call = async <T>(act: () => T): Promise<T> => {
      await travel(false);
      const reply = act();
      await travel(true);
      return reply;
    };
    const never = (): never => {
      throw new Error('nobody asks for this here');
    };
    return {
      get: (resource, ref) =>
        call(() => {
          const object = this.#objects.get(pathOf(resource.plural, ref));
          return object && resource.schema.parse(object);
        }),
      list: (resource, { labelSelector, namespace } = {}) =>
        call(() => ({
          items: this.#list(resource.plural, labelSelector, namespace).map((one) =>
            resource.schema.parse(one),
          ),
          resourceVersion: String(this.#version),
        })),
      apply: (resource, { metadata, ...rest }) => call(() => this.#write(resource, metadata, metadata, rest)),
      mergePatch: (resource, ref, { metadata, ...rest }) =>
        call(() => this.#write(resource, ref, metadata as Json, rest)),
      create: (resource, object) =>
        call(() => {
          this.events.push(object);
          return resource.schema.parse({
            ...object,
            metadata: { ...object.metadata, uid: 'event', resourceVersion: '1' },
          });
        }),
      listPages: never,
      watch: never,
      replace: never,
      delete: never,
      getRaw: never,
    };
  }

  #write<T extends KubernetesObject>(resource: Resource<T>, ref: ObjectRef, metadata: Json, rest: Json): T {
    const known = this.#known(resource.plural, ref);
    const { uid, resourceVersion, finalizers } = metadata;
    const isOther =
      (uid !== undefined && uid !== known.metadata.uid) ||
      (resourceVersion !== undefined && resourceVersion !== known.metadata.resourceVersion);
    if (isOther) {
      const cause = new ReplyStatus(409, 'Conflict', 'it changed');
      throw new StatewrightError('KubernetesConflict', { object: ref.name, reason: 'it changed' }, { cause });
    }
    const kept = { ...known.metadata, ...(finalizers !== undefined && { finalizers }) };
    this.#put(resource.plural, ref, { ...known, ...rest, metadata: kept });
    const next = this.#known(resource.plural, ref);
    const isReleased =
      next.metadata.deletionTimestamp !== undefined && !next.metadata.finalizers?.includes(vipFinalizer);
    if (isReleased) this.delete({ namespace: ref.namespace ?? '', name: ref.name });
    return resource.schema.parse(next);
  }

  #put(plural: string, ref: ObjectRef, object: Json): void {
    this.#version += 1;
    const metadata = { ...(object.metadata as object), resourceVersion: String(this.#version) };
    this.#objects.set(pathOf(plural, ref), { ...object, metadata } as KubernetesObject);
  }

  #known(plural: string, ref: ObjectRef): KubernetesObject {
    const known = this.#objects.get(pathOf(plural, ref));
    if (known === undefined) throw new StatewrightError('KubernetesNotFound', { object: ref.name });
    return known;
  }

  #list(
    plural: string,
    selector: string | undefined,
    namespace: string | undefined,
  ): readonly KubernetesObject[] {
    const [label = '', value] = selector?.split('=') ?? [];
    return [...this.#objects].flatMap(([path, object]) =>
      path.startsWith(`${plural} `) &&
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (value === undefined || object.metadata.labels?.[label] === value)
        ? object
        : [],
    );
  }
}

function pathOf(plural: string, { namespace, name }: ObjectRef): string {
  return `${plural} ${namespace === undefined ? name : formatKey({ namespace, name })}`;
}
