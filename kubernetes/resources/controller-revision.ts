import { z } from 'zod';
import { objectMetaSchema } from '../../api/object-meta.js';
import type { Resource } from '../resource.js';

/** k8s.io/api apps/v1 ControllerRevision: a state of a set's template, kept to go back to. Data cannot change. */
export const controllerRevisionSchema = z.looseObject({
  metadata: objectMetaSchema,
  /** For sets a patch that turns any spec into the one of this revision: `{ spec: { template: … } }`. */
  data: z.unknown(),
  /** Higher is newer. */
  revision: z.int(),
});

export type ControllerRevision = z.infer<typeof controllerRevisionSchema>;

export const controllerRevisions: Resource<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
  namespaced: true,
  schema: controllerRevisionSchema,
};
