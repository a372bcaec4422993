import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import type {
  Clock,
  KubernetesClient,
  KubernetesObject,
  ObjectToWrite,
  Resource,
} from '../../kubernetes/index.js';

/** How a candidate's call reaches the server: at once, late, or never. */
export type Carrier = <R>(call: () => Promise<R>) => Promise<R>;

interface Spec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly leaseTransitions?: number;
  readonly [field: string]: unknown;
}

const noMetadata = { name: 'none', uid: 'none', resourceVersion: '0' };
const maybeSchema = z.looseObject({ metadata: objectMetaSchema, lease: z.unknown() });

/** One Lease in memory with the API server's preconditions; for unit tests of the election. */
export class LeaseServer {
  /** Half of it before a call takes effect, half before its answer arrives. */
  latencyMs = 0;
  /** When the record was last written under each number of transitions. */
  readonly writtenAt = new Map<number, number>();
  #version = 0;
  #lease: { metadata: KubernetesObject['metadata']; spec: Spec } | undefined;

  get record(): Spec | undefined {
    return this.#lease?.spec;
  }

  /** What somebody else wrote. */
  overwrite(spec: Spec): void {
    this.#version += 1;
    const metadata = { name: 'lease', namespace: 'n', uid: 'u', resourceVersion: String(this.#version) };
    this.#lease = { metadata, spec };
  }

  client(carrier: Carrier, clock: Clock): KubernetesClient {
    const call = <T extends KubernetesObject>(resource: Resource<T>, act: () => unknown): Promise<T> =>
      carrier(async () => {
        if (this.latencyMs > 0) await clock.sleep(this.latencyMs / 2);
        const result = act();
        if (this.latencyMs > 0) await clock.sleep(this.latencyMs / 2);
        return resource.schema.parse(structuredClone(result));
      });
    const unused = (): never => {
      throw new Error('the election does not call this');
    };
    return {
      get: async (resource) => {
        const found = await call({ ...resource, schema: maybeSchema }, () => ({
          metadata: noMetadata,
          lease: this.#lease,
        }));
        return found.lease === undefined ? undefined : resource.schema.parse(found.lease);
      },
      create: (resource, object) =>
        call(resource, () => {
          if (this.#lease !== undefined) throw conflict();
          return this.#write(object, clock);
        }),
      replace: (resource, object) =>
        call(resource, () => {
          if (this.#lease?.metadata.resourceVersion !== object.metadata.resourceVersion) throw conflict();
          return this.#write(object, clock);
        }),
      list: unused,
      listPages: unused,
      watch: unused,
      apply: unused,
      mergePatch: unused,
      delete: unused,
      getRaw: unused,
    };
  }

  #write(object: ObjectToWrite, clock: Clock): unknown {
    const spec = object.spec as Spec;
    this.overwrite(spec);
    this.writtenAt.set(spec.leaseTransitions ?? 0, clock.monotonic());
    return this.#lease;
  }
}

function conflict(): StatewrightError {
  return new StatewrightError('KubernetesConflict', { object: 'leases n/lease', reason: 'version' });
}
