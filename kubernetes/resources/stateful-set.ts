import { z } from 'zod';
import { advancedStatefulSetSchema, type AdvancedStatefulSet } from '../../api/advanced-stateful-set.js';
import { group, version } from '../../api/names.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';
import { looseConditionSchema } from './pod.js';

export const statefulSetSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    replicas: z.int().optional(),
    serviceName: z.string().optional(),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }),
    volumeClaimTemplates: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })).nullish(),
  }),
  status: z
    .looseObject({
      observedGeneration: z.int().optional(),
      replicas: z.int().optional(),
      readyReplicas: z.int().optional(),
      currentReplicas: z.int().optional(),
      updatedReplicas: z.int().optional(),
      availableReplicas: z.int().optional(),
      currentRevision: z.string().optional(),
      updateRevision: z.string().optional(),
      conditions: z.array(looseConditionSchema).nullish(),
    })
    .optional(),
});

export type StatefulSet = z.infer<typeof statefulSetSchema>;

export const statefulSets: Resource<StatefulSet> = {
  group: 'apps',
  version: 'v1',
  plural: 'statefulsets',
  kind: 'StatefulSet',
  namespaced: true,
  schema: statefulSetSchema,
};

/** Ours; served once charts/statewright/crds is applied. The whole spec is read, as its controller needs it. */
export const advancedStatefulSets: Resource<AdvancedStatefulSet> = {
  group,
  version,
  plural: 'advancedstatefulsets',
  kind: 'AdvancedStatefulSet',
  namespaced: true,
  schema: advancedStatefulSetSchema,
};

/** `statefulSets` read in full, in the form of ours, for a controller that serves either kind. */
export const fullStatefulSets: Resource<AdvancedStatefulSet> = {
  ...statefulSets,
  schema: advancedStatefulSetSchema,
};
