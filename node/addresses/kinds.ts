import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../../kubernetes/index.js';

/** What the agent reads of the address kinds; less than their full schemas, so that newer fields do no harm. */

const familySchema = z.looseObject({
  subnet: z.string(),
  gateway: z.string().optional(),
});

export const poolSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    vlan: z.int().min(0).max(4094).optional(),
    mtu: z.int().optional(),
    ipv4: familySchema.optional(),
    ipv6: familySchema.optional(),
    routes: z.array(z.looseObject({ to: z.string(), via: z.string().optional() })).optional(),
    dns: z
      .looseObject({
        servers: z.array(z.string()).optional(),
        search: z.array(z.string()).optional(),
        options: z.array(z.string()).optional(),
      })
      .optional(),
    duplicateDetection: z.looseObject({ milliseconds: z.int().min(0).max(1000).optional() }).optional(),
  }),
});

export const reservationSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    namespace: z.string(),
    podName: z.string(),
    pool: z.string(),
    addresses: z.array(z.string()),
  }),
  status: z
    .looseObject({
      phase: z.string().optional(),
      podUID: z.string().optional(),
      message: z.string().optional(),
    })
    .optional(),
});

export const assignmentSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    address: z.string(),
    pool: z.string(),
    reservation: z.looseObject({ name: z.string(), uid: z.string() }),
  }),
});

export type Pool = z.infer<typeof poolSchema>;
export type Reservation = z.infer<typeof reservationSchema>;
export type Assignment = z.infer<typeof assignmentSchema>;

const kind = { group: 'statewright.io', version: 'v1alpha1', namespaced: false } as const;

export const pools: Resource<Pool> = { ...kind, plural: 'ippools', kind: 'IPPool', schema: poolSchema };
export const reservations: Resource<Reservation> = {
  ...kind,
  plural: 'ipreservations',
  kind: 'IPReservation',
  schema: reservationSchema,
};
export const assignments: Resource<Assignment> = {
  ...kind,
  plural: 'ipassignments',
  kind: 'IPAssignment',
  schema: assignmentSchema,
};
