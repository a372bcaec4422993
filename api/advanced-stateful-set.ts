import { z } from 'zod';
import { conditionSchema, objectMetaSchema } from './object-meta.js';
import { largestOrdinal, mostOrdinalEntries } from './ordinals.js';
import {
  intOrStringSchema,
  labelSelectorSchema,
  podTemplateSchema,
  volumeClaimTemplateSchema,
} from './pod-template.js';

const count = z.int().min(0).max(largestOrdinal);

/** Ordinals as `parseOrdinals` reads them. */
const ordinalEntries = z.array(intOrStringSchema);

export const offlineStrategySchema = z.strictObject({
  podOrdinals: ordinalEntries
    .max(mostOrdinalEntries)
    .describe(
      'Ordinals that have no pod, as numbers and ranges: [0, "3-5"]. No substitute is made for them. Those out of range count for nothing.',
    )
    .optional(),
  volumes: z
    .enum(['Retain', 'Delete'])
    .describe('What happens to the volumes of an offline ordinal once its pod is gone.')
    .default('Retain'),
});

const rollingUpdateSchema = z.strictObject({
  partition: count.describe('Pods of this ordinal and above are updated, those below stay.').default(0),
  maxUnavailable: intOrStringSchema
    .describe(
      'Most pods that may be unavailable during an update, as a number or a percentage of the wanted pods.',
    )
    .default(1),
  podUpdatePolicy: z
    .enum(['ReCreate', 'InPlaceIfPossible'])
    .describe('Whether a pod may be updated without being replaced, where Kubernetes can do it.')
    .default('ReCreate'),
});

export const updateStrategySchema = z.strictObject({
  type: z
    .enum(['RollingUpdate', 'OnDelete'])
    .describe('Whether pods are updated one after the other, or each when somebody deletes it.')
    .default('RollingUpdate'),
  rollingUpdate: rollingUpdateSchema.describe('Only with type RollingUpdate.').optional(),
});

const retention = z.enum(['Retain', 'Delete']);

/** apps/v1 StatefulSetSpec field by field, with the defaults that apps/v1 writes into it. */
const statefulSetFields = {
  replicas: count.describe('How many ordinals there are, online or offline.').default(1),
  selector: labelSelectorSchema.describe("Which pods are the set's; must match the labels of the template."),
  template: podTemplateSchema.describe('What each pod is made from: every field of a PodTemplateSpec.'),
  volumeClaimTemplates: z
    .array(volumeClaimTemplateSchema)
    .describe('Volumes of each pod: every field of a PersistentVolumeClaim. Storage requests can grow.')
    .optional(),
  serviceName: z.string().describe('Headless Service that gives the pods their names.').optional(),
  podManagementPolicy: z
    .enum(['OrderedReady', 'Parallel'])
    .describe('Whether pods start and end one after the other, or all at once.')
    .default('OrderedReady'),
  updateStrategy: updateStrategySchema.describe('How pods follow a change of the template.').default({
    type: 'RollingUpdate',
    rollingUpdate: { partition: 0, maxUnavailable: 1, podUpdatePolicy: 'ReCreate' },
  }),
  revisionHistoryLimit: z
    .int()
    .min(-largestOrdinal - 1)
    .max(largestOrdinal)
    .describe('How many old revisions are kept; all of them if negative.')
    .default(10),
  minReadySeconds: count
    .describe('Seconds that a pod must have been ready to count as available.')
    .optional(),
  persistentVolumeClaimRetentionPolicy: z
    .strictObject({
      whenDeleted: retention.describe('When the set is deleted.').default('Retain'),
      whenScaled: retention
        .describe('When the ordinal falls out of range by scaling down.')
        .default('Retain'),
    })
    .describe('What happens to volumes that no pod will use any more. Offline ordinals have their own rule.')
    .default({ whenDeleted: 'Retain', whenScaled: 'Retain' }),
  ordinals: z
    .strictObject({ start: count.describe('The first ordinal.').default(0) })
    .describe('Where the ordinals begin; at 0 if left out.')
    .optional(),
};

/** The fields of our own. */
const advancedFields = {
  offlineStrategy: offlineStrategySchema.describe('Ordinals that are taken offline.').optional(),
  paused: z
    .boolean()
    .describe('Nothing is created, updated or deleted; the status is still written.')
    .optional(),
};

/** An AdvancedStatefulSet's spec, or a StatefulSet's, as the API server returned it. Fields of a newer version pass. */
export const setSpecSchema = z.looseObject({ ...statefulSetFields, ...advancedFields });

/** As a person writes it: no field that does not exist. */
export const advancedStatefulSetSpecSchema = z.strictObject({ ...statefulSetFields, ...advancedFields });

/** Counts as apps/v1 StatefulSetStatus has them, and what is ours. */
export const advancedStatefulSetStatusSchema = z.object({
  observedGeneration: z
    .int()
    .describe('Generation of the spec that the rest of the status speaks of.')
    .optional(),
  replicas: z.int().describe('Pods that exist.').optional(),
  wanted: z
    .int()
    .describe('Pods that are to exist: one for each ordinal in range that is not offline.')
    .optional(),
  offline: ordinalEntries.describe('Ordinals in range that are to have no pod.').optional(),
  outOfRange: ordinalEntries
    .describe('Entries of podOrdinals out of range, which count for nothing until it reaches them.')
    .optional(),
  readyReplicas: z.int().describe('Pods that are ready.').optional(),
  availableReplicas: z.int().describe('Pods that have been ready for minReadySeconds.').optional(),
  currentReplicas: z.int().describe('Pods of currentRevision.').optional(),
  updatedReplicas: z.int().describe('Pods of updateRevision.').optional(),
  currentRevision: z.string().describe('ControllerRevision that pods not yet updated are of.').optional(),
  updateRevision: z.string().describe('ControllerRevision of the template as it is now.').optional(),
  collisionCount: z.int().describe('Collisions of hashes in names of revisions.').optional(),
  selector: z.string().describe('The selector as text, for the scale subresource.').optional(),
  conditions: z
    .array(conditionSchema)
    .describe('Available, Progressing, Degraded, Paused, each with its reason.')
    .optional(),
});

/** As the API server returns it; a StatefulSet of apps/v1 has the same form, and is never offline or paused. */
export const advancedStatefulSetSchema = z.object({
  metadata: objectMetaSchema,
  spec: setSpecSchema,
  status: advancedStatefulSetStatusSchema.optional(),
});

/** An AdvancedStatefulSet as a person writes it. */
export const advancedStatefulSetManifestSchema = z.strictObject({
  apiVersion: z.literal('statewright.io/v1alpha1'),
  kind: z.literal('AdvancedStatefulSet'),
  metadata: z.looseObject({
    name: z.string().describe('Name of the set; its pods are named <name>-<ordinal>.'),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: advancedStatefulSetSpecSchema,
  // `kubectl get -o yaml` prints a status; sending it back is harmless, the server ignores it.
  status: z.unknown().optional(),
});

export type OfflineStrategy = z.infer<typeof offlineStrategySchema>;
export type UpdateStrategy = z.infer<typeof updateStrategySchema>;
/** With the defaults filled in. */
export type AdvancedStatefulSetSpec = z.infer<typeof setSpecSchema>;
export type AdvancedStatefulSetStatus = z.infer<typeof advancedStatefulSetStatusSchema>;
export type AdvancedStatefulSet = z.infer<typeof advancedStatefulSetSchema>;
export type AdvancedStatefulSetManifest = z.infer<typeof advancedStatefulSetManifestSchema>;
