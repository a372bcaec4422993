import { Reflector, type ReadonlyStore } from '../../../controllers/runtime/index.js';
import { readRecord } from '../../../controllers/runtime/lease-record.js';
import { configMaps, leases, type ConfigMap, type KubernetesClient } from '../../../kubernetes/index.js';
import { LEASE, WORK_SELECTOR } from './acting-controller.js';

/** One holder's time at the lease. Times are Unix milliseconds, revisions those of etcd, which order all writes. */
export interface Tenure {
  readonly transitions: number;
  readonly holder: string;
  /** Noted by the holder before it asked for the lease. */
  readonly acquiredAt: number;
  readonly renewedAt: number;
  readonly acquiredRevision: number;
}

/** A value that an acting controller wrote, and as holder of which tenure it believed to write. */
export interface Answer {
  readonly key: string;
  readonly transitions: number;
  readonly revision: number;
}

interface Work {
  readonly wanted: string | undefined;
  readonly done: string | undefined;
  readonly transitions: number;
  readonly revision: number;
}

/** What the API server's own record says about who led when, and who wrote what. */
export class Tenures {
  /** By transitions. */
  readonly all = new Map<number, Tenure>();
  readonly answers: Answer[] = [];
  #current: Tenure | undefined;
  readonly #work: Reflector<ConfigMap, Work>;
  readonly #abort = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(client: KubernetesClient, namespace: string) {
    const lease = new Reflector({
      client,
      resource: leases,
      namespace,
      fieldSelector: `metadata.name=${LEASE}`,
      project: (object) => ({
        record: readRecord(object),
        revision: Number(object.metadata.resourceVersion),
      }),
    });
    lease.subscribe(({ after }) => {
      if (after === undefined) return;
      const { holder, transitions, acquireTime, renewTime } = after.record;
      // Given back: nobody's tenure.
      if (holder === '') {
        this.#current = undefined;
        return;
      }
      this.#current = {
        transitions,
        holder,
        acquiredAt: Date.parse(acquireTime ?? ''),
        renewedAt: Date.parse(renewTime ?? ''),
        acquiredRevision: this.all.get(transitions)?.acquiredRevision ?? after.revision,
      };
      this.all.set(transitions, this.#current);
    });
    const work = new Reflector({
      client,
      resource: configMaps,
      namespace,
      labelSelector: WORK_SELECTOR,
      project: ({ metadata, data }): Work => ({
        wanted: data?.wanted,
        done: data?.done,
        transitions: Number(data?.transitions ?? -1),
        revision: Number(metadata.resourceVersion),
      }),
    });
    work.subscribe(({ key, before, after }) => {
      if (after?.done === undefined || after.done === before?.done) return;
      this.answers.push({ key, transitions: after.transitions, revision: after.revision });
    });
    this.#work = work;
    this.#running = Promise.all([lease.run(this.#abort.signal), work.run(this.#abort.signal)]);
  }

  /** Who holds the lease by its record; the record stays when the holder dies. */
  get current(): Tenure | undefined {
    return this.#current;
  }

  get work(): ReadonlyStore<Work> {
    return this.#work.store;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }
}
