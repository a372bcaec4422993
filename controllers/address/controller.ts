import { isDeepStrictEqual } from 'node:util';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { Controller, watching, type Source } from '../runtime/controller.js';
import type { EventRecorder } from '../runtime/events.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import type { Reflector } from '../runtime/reflector.js';
import type { KubernetesObject } from '../../kubernetes/index.js';
import type { Change } from '../runtime/replica.js';
import type { Key } from '../runtime/store.js';
import { watchAddresses, type CachedPool } from './cache.js';
import { podKey } from './knowledge.js';
import { sayOnPod } from './pod-condition.js';
import { PoolReconciler } from './pool-reconcile.js';
import { AddressReconciler } from './reconcile.js';

export interface AddressControllersSettings {
  readonly kubernetes: KubernetesClient;
  readonly events: Pick<EventRecorder, 'record'>;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** Pods served at once. Nearly all of the time goes into waiting for the API server. */
const concurrency = 32;

/** The controllers of pods' addresses and of the pools they come from; they share their watches. */
export function createAddressControllers(settings: AddressControllersSettings): readonly Controller[] {
  const { kubernetes: client, events, log, metrics } = settings;
  const caches = watchAddresses({ client, log, metrics });
  const { pods, pools, reservations, assignments, sets } = caches;
  const clocks = { now: () => performance.now(), date: () => new Date() };
  const reconciler = new AddressReconciler({
    ...{ client, caches, events, ...clocks },
    sayOnPod: (need, problem, call) => sayOnPod(client, need, problem, clocks.date(), call),
  });
  const poolReconciler = new PoolReconciler({ client, caches, ...clocks });
  const keysOfReservation = (name: string): readonly Key[] => {
    const reservation = reservations.store.get(name);
    return reservation === undefined ? [] : [podKey(reservation)];
  };
  return [
    new Controller({
      name: 'addresses',
      sources: [
        watching(pods),
        watching(reservations, (reservation) => [podKey(reservation)]),
        // Who holds it, and who wishes for it.
        watching(assignments, ({ address, holder }) => [
          ...keysOfReservation(holder.name),
          ...reservations.store.keysBy('address', address).flatMap(keysOfReservation),
        ]),
        watching(sets, (_ordinalIps, key) => pods.store.keysBy('set', key)),
        onChange(pools, ({ before, after }) => {
          if (before !== undefined && after !== undefined && isSamePool(before, after)) return [];
          // The first pool concerns every pod there is.
          return pools.store.size > 1 && after !== undefined ? reconciler.waiting : pods.store.keys();
        }),
      ],
      concurrency,
      reconcile: (key, context) => reconciler.reconcile(key, context),
      log,
      metrics,
    }),
    new Controller({
      name: 'ippools',
      sources: [
        // A change of one may end or begin an overlap with others.
        onChange(pools, () => pools.store.keys()),
        watching(reservations, ({ spec }) => [spec.pool]),
      ],
      concurrency: 1,
      reconcile: (key, context) => poolReconciler.reconcile(key, context),
      log,
      metrics,
    }),
  ];
}

/** Counts of a pool's status are written often and concern nobody. */
function isSamePool(one: CachedPool, other: CachedPool): boolean {
  return one.uid === other.uid && isDeepStrictEqual(one.spec, other.spec);
}

/** A watch each change of which puts keys of other objects into the queue. */
function onChange<T extends KubernetesObject, P>(
  reflector: Reflector<T, P>,
  keys: (change: Change<P>) => Iterable<Key>,
): Source {
  return {
    ...watching(reflector),
    attach(enqueue) {
      reflector.subscribe((change) => {
        for (const key of keys(change)) enqueue(key);
      });
    },
  };
}
