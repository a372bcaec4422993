import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';
import { looseConditionSchema, quantitiesSchema } from './pod.js';

export const nodeSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z
    .looseObject({
      unschedulable: z.boolean().optional(),
      taints: z
        .array(z.looseObject({ key: z.string(), value: z.string().optional(), effect: z.string() }))
        .nullish(),
    })
    .optional(),
  status: z
    .looseObject({
      capacity: quantitiesSchema.optional(),
      allocatable: quantitiesSchema.optional(),
      addresses: z.array(z.looseObject({ type: z.string(), address: z.string() })).nullish(),
      conditions: z.array(looseConditionSchema).nullish(),
    })
    .optional(),
});

export const namespaceSchema = z.looseObject({
  metadata: objectMetaSchema,
  status: z
    .looseObject({
      /** Active or Terminating. */
      phase: z.string().optional(),
    })
    .optional(),
});

export type Node = z.infer<typeof nodeSchema>;
export type Namespace = z.infer<typeof namespaceSchema>;

export const nodes: Resource<Node> = {
  group: '',
  version: 'v1',
  plural: 'nodes',
  kind: 'Node',
  namespaced: false,
  schema: nodeSchema,
};

export const namespaces: Resource<Namespace> = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
  schema: namespaceSchema,
};
