import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';
import { looseConditionSchema, quantitiesSchema } from './pod.js';

export const persistentVolumeClaimSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    storageClassName: z.string().nullish(),
    volumeName: z.string().optional(),
    volumeMode: z.string().nullish(),
    accessModes: z.array(z.string()).nullish(),
    resources: z.looseObject({ requests: quantitiesSchema.optional() }).optional(),
  }),
  status: z
    .looseObject({
      /** Pending, Bound or Lost. */
      phase: z.string().optional(),
      capacity: quantitiesSchema.optional(),
      conditions: z.array(looseConditionSchema).nullish(),
    })
    .optional(),
});

export const persistentVolumeSchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({
    storageClassName: z.string().optional(),
    volumeMode: z.string().nullish(),
    capacity: quantitiesSchema.optional(),
    persistentVolumeReclaimPolicy: z.string().optional(),
    claimRef: z
      .looseObject({
        namespace: z.string().optional(),
        name: z.string().optional(),
        uid: z.string().optional(),
      })
      .nullish(),
  }),
  status: z
    .looseObject({
      /** Pending, Available, Bound, Released or Failed. */
      phase: z.string().optional(),
      message: z.string().optional(),
    })
    .optional(),
});

export const storageClassSchema = z.looseObject({
  metadata: objectMetaSchema,
  provisioner: z.string(),
  /** Whether claims of the class can grow. */
  allowVolumeExpansion: z.boolean().nullish(),
  /** Immediate or WaitForFirstConsumer. */
  volumeBindingMode: z.string().nullish(),
});

export type PersistentVolumeClaim = z.infer<typeof persistentVolumeClaimSchema>;
export type PersistentVolume = z.infer<typeof persistentVolumeSchema>;

export type StorageClass = z.infer<typeof storageClassSchema>;

export const persistentVolumeClaims: Resource<PersistentVolumeClaim> = {
  group: '',
  version: 'v1',
  plural: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  namespaced: true,
  schema: persistentVolumeClaimSchema,
};

export const persistentVolumes: Resource<PersistentVolume> = {
  group: '',
  version: 'v1',
  plural: 'persistentvolumes',
  kind: 'PersistentVolume',
  namespaced: false,
  schema: persistentVolumeSchema,
};

export const storageClasses: Resource<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  plural: 'storageclasses',
  kind: 'StorageClass',
  namespaced: false,
  schema: storageClassSchema,
};
