import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

const textsSchema = z.record(z.string(), z.string());

export const configMapSchema = z.looseObject({
  metadata: objectMetaSchema,
  data: textsSchema.nullish(),
  binaryData: textsSchema.nullish(),
  immutable: z.boolean().optional(),
});

/** Values of `data` are base64. */
export const secretSchema = z.looseObject({
  metadata: objectMetaSchema,
  type: z.string().optional(),
  data: textsSchema.nullish(),
  immutable: z.boolean().optional(),
});

export type ConfigMap = z.infer<typeof configMapSchema>;
export type Secret = z.infer<typeof secretSchema>;

export const configMaps: Resource<ConfigMap> = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
  schema: configMapSchema,
};

export const secrets: Resource<Secret> = {
  group: '',
  version: 'v1',
  plural: 'secrets',
  kind: 'Secret',
  namespaced: true,
  schema: secretSchema,
};
