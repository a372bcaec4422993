import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

/** Times are metav1.MicroTime: RFC 3339 with microseconds. */
export const leaseSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z
    .looseObject({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.int().nullish(),
      acquireTime: z.string().nullish(),
      renewTime: z.string().nullish(),
      leaseTransitions: z.int().nullish(),
    })
    .optional(),
});

/** events.k8s.io/v1; `note` is what core/v1 calls message, `regarding` what it calls involvedObject. */
export const eventSchema = z.looseObject({
  metadata: objectMetaSchema,
  eventTime: z.string().nullish(),
  reportingController: z.string().optional(),
  reportingInstance: z.string().optional(),
  action: z.string().optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
  /** Normal or Warning. */
  type: z.string().optional(),
  regarding: z
    .looseObject({
      kind: z.string().optional(),
      namespace: z.string().optional(),
      name: z.string().optional(),
      uid: z.string().optional(),
      fieldPath: z.string().optional(),
    })
    .optional(),
  series: z.looseObject({ count: z.int(), lastObservedTime: z.string().nullish() }).nullish(),
  /** Of events written through core/v1, as the kubelet and the scheduler partly do. */
  deprecatedCount: z.int().optional(),
  deprecatedLastTimestamp: z.string().nullish(),
});

export type Lease = z.infer<typeof leaseSchema>;
export type Event = z.infer<typeof eventSchema>;

export const leases: Resource<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
  schema: leaseSchema,
};

export const events: Resource<Event> = {
  group: 'events.k8s.io',
  version: 'v1',
  plural: 'events',
  kind: 'Event',
  namespaced: true,
  schema: eventSchema,
};
