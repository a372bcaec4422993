import { z } from 'zod';
import { ownerReferenceSchema } from './object-meta.js';

/** A number, or text such as `10%` or the name of a port (k8s.io/apimachinery util/intstr IntOrString). */
export const intOrStringSchema = z.union([z.int(), z.string()]);

export type IntOrString = z.infer<typeof intOrStringSchema>;

/** k8s.io/apimachinery meta/v1 LabelSelector. */
export const labelSelectorSchema = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.looseObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

export type LabelSelector = z.infer<typeof labelSelectorSchema>;

/** Metadata that pods or claims get from their template. */
const templateMetaSchema = z.looseObject({
  name: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  finalizers: z.array(z.string()).optional(),
  ownerReferences: z.array(ownerReferenceSchema).optional(),
});

/** Amounts of resources by name, as written: the API server takes numbers too. */
const amountsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

const resourcesSchema = z.looseObject({
  requests: amountsSchema.optional(),
  limits: amountsSchema.optional(),
});

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  resources: resourcesSchema.optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).optional(),
});

/**
 * The part of k8s.io/api core/v1 PodTemplateSpec that we look at; the rest is kept as it is, at every depth. The API
 * server checks all of it by the schema of the definition.
 */
export const podTemplateSchema = z.looseObject({
  metadata: templateMetaSchema.optional(),
  spec: z.looseObject({
    containers: z.array(containerSchema),
    initContainers: z.array(containerSchema).optional(),
    volumes: z.array(z.looseObject({ name: z.string() })).optional(),
    restartPolicy: z.string().optional(),
    activeDeadlineSeconds: z.int().optional(),
    terminationGracePeriodSeconds: z.int().optional(),
    hostname: z.string().optional(),
    subdomain: z.string().optional(),
  }),
});

export type PodTemplate = z.infer<typeof podTemplateSchema>;

/** The part of k8s.io/api core/v1 PersistentVolumeClaim, as a template, that we look at; the rest is kept. */
export const volumeClaimTemplateSchema = z.looseObject({
  metadata: templateMetaSchema.extend({ name: z.string() }),
  spec: z.looseObject({
    accessModes: z.array(z.string()).optional(),
    storageClassName: z.string().optional(),
    volumeMode: z.string().optional(),
    resources: resourcesSchema.optional(),
  }),
});

export type VolumeClaimTemplate = z.infer<typeof volumeClaimTemplateSchema>;
