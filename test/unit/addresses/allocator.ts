import {
  projectAssignment,
  projectPool,
  projectReservation,
  reservationIndexes,
} from '../../../controllers/address/cache.js';
import { podKey } from '../../../controllers/address/knowledge.js';
import { needOf, needyPods } from '../../../controllers/address/pod-need.js';
import { AddressReconciler } from '../../../controllers/address/reconcile.js';
import { Replica } from '../../../controllers/runtime/replica.js';
import {
  ipAssignments,
  ipPools,
  ipReservations,
  statefulSets,
  type KubernetesObject,
} from '../../../kubernetes/index.js';
import type { ApiServer } from './api-server.js';
import type { Turns } from './turns.js';
import { unreliableClient } from './unreliable-client.js';

/** One who believes to be the leader, with caches that are each behind by some events. */
export class Allocator {
  readonly #death = new AbortController();
  readonly #dirty = new Set<string>();
  readonly #busy = new Set<string>();
  #later: { readonly key: string; readonly at: number }[] = [];
  #wakeAt = Infinity;
  readonly #replicas;
  readonly #seen = new Map<string, number>();
  readonly #reconciler: AddressReconciler;

  constructor(
    private readonly server: ApiServer,
    private readonly turns: Turns,
    private readonly time: () => number,
    loss: () => number,
  ) {
    const pods = new Replica({ resource: needyPods, project: needOf, indexers: { set: () => [] } });
    const pools = new Replica({ resource: ipPools, project: projectPool });
    const reservations = new Replica({
      resource: ipReservations,
      project: projectReservation,
      indexers: reservationIndexes,
    });
    const assignments = new Replica({ resource: ipAssignments, project: projectAssignment });
    const sets = new Replica({ resource: statefulSets, project: (): string | undefined => undefined });
    this.#replicas = {
      pods: feedOf(pods),
      ippools: feedOf(pools),
      ipreservations: feedOf(reservations),
      ipassignments: feedOf(assignments),
    };
    pods.subscribe(({ key }) => this.#dirty.add(key));
    reservations.subscribe(({ before, after }) => {
      for (const seen of [before, after]) if (seen !== undefined) this.#dirty.add(podKey(seen));
    });
    assignments.subscribe(({ before, after }) => {
      for (const seen of [before, after]) {
        const names =
          seen === undefined ? [] : [seen.holder.name, ...reservations.store.keysBy('address', seen.address)];
        for (const name of names) {
          const reservation = reservations.store.get(name);
          if (reservation !== undefined) this.#dirty.add(podKey(reservation));
        }
      }
    });
    this.#reconciler = new AddressReconciler({
      client: unreliableClient(server, turns, { dead: this.#death.signal, loss }),
      caches: { pods, pools, reservations, assignments, sets },
      events: { record: () => undefined },
      now: time,
      date: () => new Date(time()),
      sayOnPod: () => Promise.resolve(),
    });
    // What a first list brings.
    for (const plural of Object.keys(this.#replicas)) this.#seen.set(plural, server.events.length);
    for (const [plural, replica] of Object.entries(this.#replicas)) {
      for (const object of server.of(plural).values()) replica.put(object);
    }
  }

  get isDead(): boolean {
    return this.#death.signal.aborted;
  }

  get isIdle(): boolean {
    return this.#dirty.size === 0 && this.#busy.size === 0 && this.isUpToDate;
  }

  get isUpToDate(): boolean {
    return [...this.#seen.values()].every((seen) => seen === this.server.events.length);
  }

  die(): void {
    this.#death.abort();
  }

  /** One of the caches hears of the next few events. */
  hear(most: number): void {
    const all = Object.entries(this.#replicas);
    const [plural, replica] = all[this.turns.below(all.length)] ?? [];
    if (plural === undefined || replica === undefined) return;
    let seen = this.#seen.get(plural) ?? 0;
    for (let heard = 0; heard < most && seen < this.server.events.length; seen += 1) {
      const event = this.server.events[seen];
      if (event?.plural !== plural) continue;
      heard += 1;
      if (event.object === undefined) replica.remove(event.key);
      else replica.put(event.object);
    }
    this.#seen.set(plural, seen);
  }

  /** Takes up one key, if there is one. Its requests wait for their turns. */
  work(): void {
    this.#wake();
    if (this.isDead || this.#busy.size >= 32) return;
    for (const key of this.#dirty) {
      if (this.#busy.has(key)) continue;
      this.#dirty.delete(key);
      this.#busy.add(key);
      const { signal } = this.#death;
      this.#reconciler
        .reconcile(key, { signal, assertLeading: () => undefined })
        .then((result) => {
          if (result.kind === 'requeueAfter') this.#comeBack(key, result.ms);
        })
        .catch(() => this.#comeBack(key, 200))
        .finally(() => this.#busy.delete(key))
        .catch(() => undefined);
      return;
    }
  }

  #comeBack(key: string, ms: number): void {
    const at = this.time() + ms;
    this.#later.push({ key, at });
    this.#wakeAt = Math.min(this.#wakeAt, at);
  }

  #wake(): void {
    if (this.#wakeAt > this.time()) return;
    for (const { key, at } of this.#later) if (at <= this.time()) this.#dirty.add(key);
    this.#later = this.#later.filter(({ at }) => at > this.time());
    // Not each of them at its very moment: looking for the next costs more than it is late.
    this.#wakeAt = this.time() + 500;
  }
}

/** What a watch does to a cache. */
function feedOf<T extends KubernetesObject, P>(replica: Replica<T, P>) {
  return {
    put: (object: KubernetesObject) => replica.put(replica.reduce(object)),
    remove: (key: string) => replica.remove(key),
  };
}
