import { z } from 'zod';
import {
  addressAnnotation,
  readablePool,
  type IPAssignment,
  type IPPool,
  type IPReservation,
  type ReadablePool,
} from '../../api/network/index.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import {
  ipAssignments,
  ipPools,
  ipReservations,
  statefulSets,
  type KubernetesClient,
  type Resource,
} from '../../kubernetes/index.js';
import { addressesOf } from '../../kubernetes/addresses/index.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { Reflector } from '../runtime/reflector.js';
import type { Change } from '../runtime/replica.js';
import type { ReadonlyStore } from '../runtime/store.js';
import { needOf, needyPods, type NeedyPod, type PodNeed } from './pod-need.js';

export interface AddressWatchScope {
  readonly client: KubernetesClient;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

export interface CachedPool extends ReadablePool {
  readonly uid: string;
  readonly generation: number | undefined;
  readonly status: IPPool['status'];
}

/** What is kept of an assignment. */
export interface CachedAssignment {
  readonly address: string;
  readonly holder: IPAssignment['spec']['reservation'];
}

const annotatedSchema = z.looseObject({ metadata: objectMetaSchema });
type AnnotatedSet = z.infer<typeof annotatedSchema>;
const annotatedSets: Resource<AnnotatedSet> = { ...statefulSets, schema: annotatedSchema };

/** What is known of a kind, and who hears of changes. It may be behind. */
export interface Cache<P> {
  readonly store: ReadonlyStore<P>;
  subscribe(subscriber: (change: Change<P>) => void): void;
}

/** What decisions are taken from. */
export interface AddressViews {
  readonly pods: Cache<PodNeed | undefined>;
  readonly pools: Cache<CachedPool>;
  readonly reservations: Cache<IPReservation>;
  readonly assignments: Cache<CachedAssignment>;
  /** By key of an apps/v1 StatefulSet: what its annotation says of addresses. */
  readonly sets: Cache<string | undefined>;
}

export const reservationIndexes = {
  address: (reservation: IPReservation): readonly string[] => addressesOf(reservation),
};

export function projectPool({ metadata, spec, status }: IPPool): CachedPool {
  const { name, uid, generation } = metadata;
  return { ...readablePool(name, spec), uid, generation, status };
}

export function projectReservation({ metadata, spec, status }: IPReservation): IPReservation {
  const { name, uid, resourceVersion } = metadata;
  return { metadata: { name, uid, resourceVersion }, spec, status };
}

export function projectAssignment({ spec }: IPAssignment): CachedAssignment {
  return { address: spec.address, holder: spec.reservation };
}

export interface AddressCaches extends AddressViews {
  readonly pods: Reflector<NeedyPod, PodNeed | undefined>;
  readonly pools: Reflector<IPPool, CachedPool>;
  readonly reservations: Reflector<IPReservation, IPReservation>;
  readonly assignments: Reflector<IPAssignment, CachedAssignment>;
  readonly sets: Reflector<AnnotatedSet, string | undefined>;
}

/** Everything is watched in all namespaces: an address is nobody else's only if all who may have it are known. */
export function watchAddresses(scope: AddressWatchScope): AddressCaches {
  const called = (what: string) => ({ ...scope, name: `addresses-${what}` });
  return {
    pods: new Reflector({
      ...called('pods'),
      resource: needyPods,
      project: needOf,
      indexers: {
        set: (need) => (need?.member === undefined ? [] : [`${need.namespace}/${need.member.set}`]),
      },
    }),
    pools: new Reflector({
      ...called('pools'),
      resource: ipPools,
      project: projectPool,
    }),
    reservations: new Reflector({
      ...called('reservations'),
      resource: ipReservations,
      project: projectReservation,
      indexers: reservationIndexes,
    }),
    assignments: new Reflector({
      ...called('assignments'),
      resource: ipAssignments,
      project: projectAssignment,
    }),
    sets: new Reflector({
      ...called('sets'),
      resource: annotatedSets,
      project: ({ metadata }) => metadata.annotations?.[addressAnnotation.ordinalIps],
    }),
  };
}
