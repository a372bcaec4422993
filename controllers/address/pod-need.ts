import { z } from 'zod';
import { addressAnnotation, addressCondition } from '../../api/network/index.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { looseConditionSchema, pods, type Resource } from '../../kubernetes/index.js';
import { controllerOf } from '../runtime/owners.js';

/** As little of a pod as addresses depend on. */
export const needySchema = z.looseObject({
  metadata: objectMetaSchema,
  spec: z.looseObject({ hostNetwork: z.boolean().optional() }),
  status: z
    .looseObject({ phase: z.string().optional(), conditions: z.array(looseConditionSchema).nullish() })
    .optional(),
});

export type NeedyPod = z.infer<typeof needySchema>;

export const needyPods: Resource<NeedyPod> = { ...pods, schema: needySchema };

/** Where a pod of an apps/v1 StatefulSet stands in it. */
export interface SetMember {
  readonly set: string;
  readonly ordinal: number;
}

/** What a pod asks for; undefined for pods on the network of their machine, which get nothing. */
export interface PodNeed {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** It has run to its end and will not start again. */
  readonly ended: boolean;
  /** Values of its annotations. */
  readonly ip: string | undefined;
  readonly pool: string | undefined;
  readonly member: SetMember | undefined;
  /** What its condition says that it waits for; undefined when it does not. */
  readonly saysItWaits: string | undefined;
}

export function needOf({ metadata, spec, status }: NeedyPod): PodNeed | undefined {
  if (spec.hostNetwork === true) return undefined;
  const { namespace = '', name, uid, annotations = {} } = metadata;
  const given = (annotation: string): string | undefined =>
    annotations[annotation] === '' ? undefined : annotations[annotation];
  return {
    namespace,
    name,
    uid,
    ended: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    ip: given(addressAnnotation.ip),
    pool: given(addressAnnotation.pool),
    member: memberOf(metadata),
    saysItWaits: status?.conditions?.find(
      (condition) => condition.type === addressCondition && condition.status === 'False',
    )?.message,
  };
}

/** Sets of ours write the address on the pod themselves; those of Kubernetes cannot. */
function memberOf(metadata: NeedyPod['metadata']): SetMember | undefined {
  const owner = controllerOf(metadata);
  if (owner?.kind !== 'StatefulSet' || owner.apiVersion !== 'apps/v1') return undefined;
  const ordinal = /-(\d{1,10})$/.exec(metadata.name)?.[1];
  return ordinal === undefined ? undefined : { set: owner.name, ordinal: Number(ordinal) };
}
