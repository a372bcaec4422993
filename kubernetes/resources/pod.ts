import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

const containerStateSchema = z.looseObject({
  waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  running: z.looseObject({ startedAt: z.string().nullish() }).optional(),
  terminated: z
    .looseObject({
      exitCode: z.int(),
      reason: z.string().optional(),
      message: z.string().optional(),
      finishedAt: z.string().nullish(),
    })
    .optional(),
});

const containerStatusSchema = z.looseObject({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.int(),
  image: z.string().optional(),
  /** What runs, as a digest where the runtime knows one. */
  imageID: z.string().optional(),
  state: containerStateSchema.optional(),
  lastState: containerStateSchema.optional(),
});

/** A condition as core types have it: less is required than of metav1.Condition. */
export const looseConditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().nullish(),
});

/** Amounts of resources by name, for example `{ memory: '4Gi' }`. */
export const quantitiesSchema = z.record(z.string(), z.string());

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().optional(),
  resources: z
    .looseObject({ requests: quantitiesSchema.optional(), limits: quantitiesSchema.optional() })
    .optional(),
});

export const podSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    nodeName: z.string().optional(),
    hostname: z.string().optional(),
    hostNetwork: z.boolean().optional(),
    subdomain: z.string().optional(),
    terminationGracePeriodSeconds: z.int().nullish(),
    containers: z.array(containerSchema),
    initContainers: z.array(containerSchema).optional(),
    volumes: z
      .array(
        z.looseObject({
          name: z.string(),
          persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
        }),
      )
      .optional(),
  }),
  status: z
    .looseObject({
      /** Pending, Running, Succeeded, Failed or Unknown. */
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      podIP: z.string().optional(),
      /** One for each family, the machine's own first. */
      podIPs: z.array(z.looseObject({ ip: z.string() })).nullish(),
      hostIP: z.string().optional(),
      startTime: z.string().nullish(),
      conditions: z.array(looseConditionSchema).nullish(),
      containerStatuses: z.array(containerStatusSchema).nullish(),
      initContainerStatuses: z.array(containerStatusSchema).nullish(),
    })
    .optional(),
});

export type Pod = z.infer<typeof podSchema>;
export type ContainerStatus = z.infer<typeof containerStatusSchema>;

export const pods: Resource<Pod> = {
  group: '',
  version: 'v1',
  plural: 'pods',
  kind: 'Pod',
  namespaced: true,
  schema: podSchema,
};

/** Templates that nothing acts on; here they are only asked about, in dry runs, whose replies have no version. */
export const podTemplateSchema = z.looseObject({
  metadata: objectMetaSchema.extend({ resourceVersion: z.string().default('') }),
  template: z.looseObject({}),
});

export type StoredPodTemplate = z.infer<typeof podTemplateSchema>;

export const podTemplates: Resource<StoredPodTemplate> = {
  group: '',
  version: 'v1',
  plural: 'podtemplates',
  kind: 'PodTemplate',
  namespaced: true,
  schema: podTemplateSchema,
};
