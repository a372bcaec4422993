import { z } from 'zod';
import { objectMetaSchema } from '../object-meta.js';

export const ipAssignmentSpecSchema = z.object({
  address: z.string().min(1).max(45).describe('The address, as it is commonly written.'),
  pool: z.string().min(1).max(253).describe('The IPPool it is of.'),
  reservation: z
    .object({
      name: z.string().min(1).max(253),
      uid: z.string().min(1).max(64),
    })
    .describe('The one IPReservation that holds it.'),
});

/** One object for each address that is held; its name is made from the address, so there cannot be two. */
export const ipAssignmentSchema = z.object({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: objectMetaSchema,
  spec: ipAssignmentSpecSchema,
});

export type IPAssignmentSpec = z.infer<typeof ipAssignmentSpecSchema>;
export type IPAssignment = z.infer<typeof ipAssignmentSchema>;
