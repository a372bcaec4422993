import type { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import {
  controllerRevisions,
  persistentVolumeClaims,
  pods,
  type ControllerRevision,
  type ObjectToWrite,
  type PersistentVolumeClaim,
  type Pod,
} from '../../kubernetes/index.js';
import { splitName } from './identity.js';
import type { SetSpecView, SetView } from './model.js';
import { ordinalsOf, placeOf } from './ordinals.js';

/** Everything the API server holds, at one moment. */
export interface Moment {
  readonly set: SetView;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly claims: ReadonlyMap<string, PersistentVolumeClaim>;
  readonly revisions: ReadonlyMap<string, ControllerRevision>;
}

/** A write that the API server refuses: a name is taken, or a precondition does not hold. */
export class Refusal extends Error {}

/**
 * An API server in memory for one set: objects with UIDs and versions, deletion that takes its time, and every moment
 * kept, so that a controller can be shown one that has passed.
 */
export class World {
  readonly history: Moment[];
  /** Milliseconds since the epoch. */
  time = Date.parse('2026-03-01T12:00:00Z');
  /** Every spec there was, for what was ever allowed. */
  readonly specs: SetSpecView[];
  #count = 0;

  constructor(set: SetView) {
    this.history = [{ set, pods: new Map(), claims: new Map(), revisions: new Map() }];
    this.specs = [set.spec];
  }

  get head(): Moment {
    return this.at(this.version);
  }

  get version(): number {
    return this.history.length - 1;
  }

  get timestamp(): string {
    return `${new Date(this.time).toISOString().slice(0, 19)}Z`;
  }

  at(version: number): Moment {
    const moment = this.history[version];
    if (moment === undefined) throw new RangeError(`there was no moment ${version}`);
    return moment;
  }

  edit(change: Partial<SetSpecView>): void {
    const { set } = this.head;
    const spec = { ...set.spec, ...change };
    this.specs.push(spec);
    this.#record({ set: { ...set, spec, generation: set.generation + 1 } });
  }

  writeStatus(status: SetView['status']): void {
    this.#record({ set: { ...this.head.set, status } });
  }

  createPod(object: ObjectToWrite): void {
    this.#refuseTaken(this.head.pods, object);
    const status = { phase: 'Pending' };
    this.putPod(pods.schema.parse({ ...object, metadata: this.#born(object), status }));
  }

  createClaim(object: ObjectToWrite): void {
    this.#refuseTaken(this.head.claims, object);
    this.putClaim(persistentVolumeClaims.schema.parse({ ...object, metadata: this.#born(object) }));
  }

  createRevision(object: ObjectToWrite): void {
    const present = this.head.revisions.get(object.metadata.name);
    if (present !== undefined && JSON.stringify(present.data) === JSON.stringify(object.data)) return;
    this.#refuseTaken(this.head.revisions, object);
    this.putRevision(controllerRevisions.schema.parse({ ...object, metadata: this.#born(object) }));
  }

  /** Asks for the pod's end; its machine carries it out. */
  deletePod(name: string): void {
    const pod = this.head.pods.get(name);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
    this.putPod({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: this.timestamp } });
  }

  removePod(name: string): void {
    this.#record({ pods: without(this.head.pods, name) });
  }

  /** A claim stays until the pods that have started with it are gone (`kubernetes.io/pvc-protection`). */
  deleteClaim(name: string): void {
    const claim = this.head.claims.get(name);
    if (claim === undefined) return;
    const isUsed = [...this.head.pods.values()].some(
      (pod) => pod.status?.phase !== 'Pending' && usesClaim(pod, name),
    );
    if (!isUsed) this.#record({ claims: without(this.head.claims, name) });
    else if (claim.metadata.deletionTimestamp === undefined) {
      this.putClaim({ ...claim, metadata: { ...claim.metadata, deletionTimestamp: this.timestamp } });
    }
  }

  deleteRevision(name: string): void {
    this.#record({ revisions: without(this.head.revisions, name) });
  }

  putPod(pod: Pod): void {
    this.#record({ pods: withChange(this.head.pods, pod, this.#nextVersion()) });
  }

  putClaim(claim: PersistentVolumeClaim): void {
    this.#record({ claims: withChange(this.head.claims, claim, this.#nextVersion()) });
  }

  putRevision(revision: ControllerRevision): void {
    this.#record({ revisions: withChange(this.head.revisions, revision, this.#nextVersion()) });
  }

  /** Whether some spec so far let the claims of this name go. */
  everLetGo(claimName: string): boolean {
    const ordinal = splitName(claimName)?.ordinal ?? -1;
    return this.specs.some((spec) => letsGo(spec, ordinal));
  }

  #nextVersion(): string {
    this.#count += 1;
    return String(this.#count);
  }

  #born({ metadata }: ObjectToWrite): z.infer<typeof objectMetaSchema> {
    const uid = `uid-${this.#nextVersion()}`;
    return objectMetaSchema.parse({
      ...metadata,
      uid,
      resourceVersion: '0',
      generation: 1,
      creationTimestamp: this.timestamp,
    });
  }

  #refuseTaken(objects: ReadonlyMap<string, unknown>, { metadata }: ObjectToWrite): void {
    if (objects.has(metadata.name)) throw new Refusal(`${metadata.name} exists`);
  }

  #record(change: Partial<Moment>): void {
    this.history.push({ ...this.head, ...change });
  }
}

/** Whether a spec lets the claims of an ordinal go: offline with its volumes, or scaled away. */
export function letsGo(spec: SetSpecView, ordinal: number): boolean {
  const place = placeOf(ordinalsOf(spec), ordinal);
  return (
    (place === 'offline' && spec.offlineVolumes === 'Delete') ||
    (place === 'condemned' && spec.retention.whenScaled === 'Delete')
  );
}

export function usesClaim({ spec }: Pod, claimName: string): boolean {
  return (spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === claimName);
}

interface Versioned {
  readonly metadata: z.infer<typeof objectMetaSchema>;
}

function withChange<T extends Versioned>(
  objects: ReadonlyMap<string, T>,
  object: T,
  resourceVersion: string,
): ReadonlyMap<string, T> {
  const metadata = { ...object.metadata, resourceVersion };
  return new Map(objects).set(metadata.name, { ...object, metadata });
}

function without<T>(objects: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> {
  const rest = new Map(objects);
  rest.delete(name);
  return rest;
}
