import { z } from 'zod';
import { objectMetaSchema, type OwnerReference } from '../../api/object-meta.js';
import { intOrStringSchema, labelSelectorSchema, podTemplateSchema } from '../../api/pod-template.js';
import { advancedStatefulSets, statefulSets, type Resource } from '../../kubernetes/index.js';
import { adoptionAnnotation, handover, parseMark, type Mark } from './annotation.js';

/** A set of either kind as far as an adoption looks at it; the rest is carried over as it is. */
const adoptableSchema = z.looseObject({
  // What was only tried has no version.
  metadata: objectMetaSchema.extend({ resourceVersion: z.string().default('') }),
  spec: z.looseObject({
    replicas: z.int().default(1),
    ordinals: z.looseObject({ start: z.int().optional() }).nullish(),
    selector: labelSelectorSchema,
    template: podTemplateSchema,
    updateStrategy: z.looseObject({ rollingUpdate: z.looseObject({}).nullish() }).nullish(),
    offlineStrategy: z.looseObject({ podOrdinals: z.array(intOrStringSchema).optional() }).nullish(),
    paused: z.boolean().nullish(),
  }),
  status: z
    .looseObject({
      observedGeneration: z.int().optional(),
      currentRevision: z.string().optional(),
      updateRevision: z.string().optional(),
      collisionCount: z.int().optional(),
    })
    .optional(),
});

export type Adoptable = z.infer<typeof adoptableSchema>;

/** Kinds that can take over from each other. */
export type AdoptableKind = 'StatefulSet' | 'AdvancedStatefulSet';

export const adoptables: Readonly<Record<AdoptableKind, Resource<Adoptable>>> = {
  StatefulSet: { ...statefulSets, schema: adoptableSchema },
  AdvancedStatefulSet: { ...advancedStatefulSets, schema: adoptableSchema },
};

export function otherKind(kind: AdoptableKind): AdoptableKind {
  return kind === 'StatefulSet' ? 'AdvancedStatefulSet' : 'StatefulSet';
}

/** What the decision about the next step needs of a set. */
export interface SeenSet {
  readonly uid: string;
  readonly generation: number;
  /** Its end was asked for. */
  readonly isGoing: boolean;
  /** What it takes over. */
  readonly mark: Mark | undefined;
  /** It is paused to hand over. */
  readonly handsOver: boolean;
  /** Its controller has looked at it as it is. */
  readonly isObserved: boolean;
  readonly currentRevision: string | undefined;
}

export function seen({ metadata, spec, status }: Adoptable): SeenSet {
  const { uid, generation = 0, annotations, deletionTimestamp } = metadata;
  return {
    uid,
    generation,
    isGoing: deletionTimestamp !== undefined,
    mark: parseMark(annotations),
    handsOver: annotations?.[adoptionAnnotation] === handover && spec.paused === true,
    isObserved: (status?.observedGeneration ?? -1) >= generation,
    currentRevision: status?.currentRevision,
  };
}

/** Who manages the set itself; undefined if nobody does. */
export function managerOf({ metadata }: Adoptable): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
