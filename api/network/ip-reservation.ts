import { z } from 'zod';
import { objectMetaSchema } from '../object-meta.js';

const address = z.string().min(1).max(45);
const time = z.string().max(40);

export const ipReservationSpecSchema = z.object({
  namespace: z.string().min(1).max(63).describe('Namespace of the pod.'),
  podName: z.string().min(1).max(253).describe('Name of the pod; whoever bears it gets the addresses.'),
  pool: z.string().min(1).max(253).describe('The IPPool that the addresses are of.'),
  addresses: z
    .array(address)
    .max(2)
    .describe('One of each family, IPv4 first; none while there is none to be had.'),
  former: z
    .array(
      z.object({
        address,
        until: time.describe('Until then nobody else gets it.'),
        podUID: z
          .string()
          .max(64)
          .describe('The pod it was bound to, which may still use it: it is kept for as long as that exists.')
          .optional(),
        freeing: z
          .boolean()
          .describe('It is being given up: it comes back to this reservation only after that.')
          .optional(),
      }),
    )
    .max(64)
    .describe('Addresses that it had before another was asked for.')
    .optional(),
});

/** No subresource: one write carries the addresses and whose they are. */
export const ipReservationStatusSchema = z.object({
  phase: z.enum(['Bound', 'Released']).describe('Whether its pod exists.'),
  podUID: z.string().max(64).describe('UID of the pod that has, or last had, the addresses.').optional(),
  boundAt: time.optional(),
  releasedAt: time.describe('When the pod was proven gone.').optional(),
  expiresAt: time.describe('From then on others may get the addresses.').optional(),
  message: z.string().max(2_000).describe('What it waits for, in a sentence.').optional(),
});

export const ipReservationSchema = z.object({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: objectMetaSchema,
  spec: ipReservationSpecSchema,
  status: ipReservationStatusSchema.optional(),
});

export type IPReservationSpec = z.infer<typeof ipReservationSpecSchema>;
export type IPReservationStatus = z.infer<typeof ipReservationStatusSchema>;
export type IPReservation = z.infer<typeof ipReservationSchema>;
export type FormerAddress = NonNullable<IPReservationSpec['former']>[number];
