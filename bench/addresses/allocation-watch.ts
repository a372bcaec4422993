import { assignmentName, reservationName } from '../../api/network/index.js';
import { watchAddresses, type AddressCaches } from '../../controllers/address/cache.js';
import { noLog, noMetrics } from '../../controllers/runtime/index.js';
import type { KubernetesClient } from '../../kubernetes/index.js';

export interface Allocation {
  /** When the watch showed the pod. */
  readonly shownAt: number;
  /** When it showed the last of what makes addresses the pod's. */
  readonly doneAt: number;
}

/**
 * Sees when pods of a namespace come to be, and when each has its addresses: a reservation bound to it, and an assignment to
 * that reservation for each address. Both moments are those at which watches show it, on the clock of `performance.now()`.
 */
export class AllocationWatch {
  readonly #stop = new AbortController();
  readonly #caches: AddressCaches;
  readonly #shownAt = new Map<string, number>();
  readonly #allocations = new Map<string, Allocation>();
  #check: () => void = () => undefined;

  private constructor(
    client: KubernetesClient,
    private readonly namespace: string,
  ) {
    this.#caches = watchAddresses({ client, log: noLog, metrics: noMetrics });
    const { pods, reservations, assignments } = this.#caches;
    pods.subscribe(({ after }) => {
      if (after?.namespace !== this.namespace) return;
      if (!this.#shownAt.has(after.name)) this.#shownAt.set(after.name, performance.now());
      this.#look(after.name);
    });
    reservations.subscribe(({ after }) => {
      if (after?.spec.namespace === this.namespace) this.#look(after.spec.podName);
    });
    assignments.subscribe(({ after }) => {
      const prefix = `${this.namespace}.`;
      if (after?.holder.name.startsWith(prefix) === true) this.#look(after.holder.name.slice(prefix.length));
    });
  }

  /** Returns once it sees all there is. */
  static async start(client: KubernetesClient, namespace: string): Promise<AllocationWatch> {
    const watch = new AllocationWatch(client, namespace);
    const { pods, reservations, assignments } = watch.#caches;
    const parts = [pods, reservations, assignments];
    for (const part of parts) void part.run(watch.#stop.signal);
    await Promise.all(parts.map(({ synced }) => synced));
    return watch;
  }

  stop(): void {
    this.#stop.abort();
  }

  /**
   * Waits until all these pods have their addresses.
   * @throws Error after `timeoutMs`; the signal's reason when aborted
   */
  async until(
    names: readonly string[],
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<string, Allocation>> {
    const done = new AbortController();
    const left = (): number => names.filter((name) => !this.#allocations.has(name)).length;
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () =>
            reject(new Error(`${left()} of ${names.length} pods have no addresses after ${timeoutMs} ms`)),
          timeoutMs,
        );
        done.signal.addEventListener('abort', () => clearTimeout(timer));
        signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: done.signal });
        this.#check = () => {
          if (this.#allocations.size >= names.length && left() === 0) resolve();
        };
        this.#check();
      });
      return this.#allocations;
    } finally {
      done.abort();
      this.#check = () => undefined;
    }
  }

  #look(name: string): void {
    const { pods, reservations, assignments } = this.#caches;
    const shownAt = this.#shownAt.get(name);
    if (shownAt === undefined || this.#allocations.has(name)) return;
    const pod = pods.store.get(`${this.namespace}/${name}`);
    const reservation = reservations.store.get(reservationName(this.namespace, name));
    if (pod === undefined || reservation === undefined) return;
    const { metadata, spec, status } = reservation;
    if (status?.phase !== 'Bound' || status.podUID !== pod.uid || spec.addresses.length === 0) return;
    const isAssigned = (address: string): boolean =>
      assignments.store.get(assignmentName(address))?.holder.uid === metadata.uid;
    if (!spec.addresses.every(isAssigned)) return;
    this.#allocations.set(name, { shownAt, doneAt: performance.now() });
    this.#check();
  }
}
