import { z } from 'zod';
import { addressAnnotation, ordinalAddressesOf } from '../../api/network/index.js';
import { objectMetaSchema, ownerReferenceSchema } from '../../api/object-meta.js';
import { statefulSets, type KubernetesClient, type Resource } from '../../kubernetes/index.js';
import type { AdmissionRequest, AdmissionResponse } from './admission-review.js';

/** Milliseconds that a pod waits for its set to be read. */
const patienceMs = 1_500;

const memberSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string().regex(/-\d{1,10}$/),
    annotations: z.record(z.string(), z.string()).optional(),
    ownerReferences: z.array(ownerReferenceSchema),
  }),
  spec: z.looseObject({ hostNetwork: z.boolean().optional() }),
});

const annotatedSchema = z.looseObject({ metadata: objectMetaSchema });
type Annotated = z.infer<typeof annotatedSchema>;
const annotatedSets: Resource<Annotated> = { ...statefulSets, schema: annotatedSchema };

/** The pod of a StatefulSet of Kubernetes that says nothing of its address. */
export interface UnaddressedMember {
  readonly namespace: string;
  readonly set: { readonly name: string; readonly uid: string };
  readonly ordinal: number;
  readonly hasAnnotations: boolean;
}

/** Undefined for all else. Sets of the platform write the address on their pods themselves. */
export function unaddressedMember(request: AdmissionRequest): UnaddressedMember | undefined {
  const { kind, operation, subResource = '', namespace = '' } = request;
  if (kind.group !== '' || kind.kind !== 'Pod' || operation !== 'CREATE' || subResource !== '')
    return undefined;
  const pod = memberSchema.safeParse(request.object).data;
  if (pod === undefined || pod.spec.hostNetwork === true) return undefined;
  const { name, annotations, ownerReferences } = pod.metadata;
  if (annotations?.[addressAnnotation.ip] !== undefined) return undefined;
  const owner = ownerReferences.find(({ controller }) => controller === true);
  if (owner?.kind !== 'StatefulSet' || owner.apiVersion !== 'apps/v1') return undefined;
  const ordinal = Number(name.slice(name.lastIndexOf('-') + 1));
  return { namespace, set: owner, ordinal, hasAnnotations: annotations !== undefined };
}

/** Writes on pods of StatefulSets the address that the annotation of their set names, as it is now. */
export type WriteAddress = (request: AdmissionRequest) => Promise<AdmissionResponse>;

/**
 * Rejects if the set cannot be read. What cannot be read of the annotation is not written: the address controller reads it
 * too, and keeps the pod waiting.
 */
export function createAddressWriter(kubernetes: Pick<KubernetesClient, 'get'>): WriteAddress {
  /** Pods of a set come many at a time: those that ask at the same moment share the answer. */
  const asking = new Map<string, Promise<Annotated | undefined>>();

  function read({ namespace, set: { name } }: UnaddressedMember): Promise<Annotated | undefined> {
    const key = `${namespace}/${name}`;
    const earlier = asking.get(key);
    if (earlier !== undefined) return earlier;
    const answer = kubernetes
      .get(annotatedSets, { namespace, name }, { timeoutMs: patienceMs })
      .finally(() => asking.delete(key));
    asking.set(key, answer);
    return answer;
  }

  return async (request) => {
    const allowed = { uid: request.uid, allowed: true };
    const member = unaddressedMember(request);
    if (member === undefined) return allowed;
    const set = await read(member);
    if (set?.metadata.uid !== member.set.uid) return allowed;
    const addresses = ordinalAddressesOf(set.metadata.annotations).byOrdinal.get(member.ordinal);
    if (addresses === undefined) return allowed;
    return { ...allowed, patchType: 'JSONPatch', patch: encoded(annotate(member, addresses)) };
  };
}

/** RFC 6902; in a path "/" is written "~1" (RFC 6901). */
function annotate({ hasAnnotations }: UnaddressedMember, addresses: readonly string[]): readonly object[] {
  const value = addresses.join(',');
  return hasAnnotations
    ? [{ op: 'add', path: `/metadata/annotations/${addressAnnotation.ip.replace('/', '~1')}`, value }]
    : [{ op: 'add', path: '/metadata/annotations', value: { [addressAnnotation.ip]: value } }];
}

function encoded(patch: readonly object[]): string {
  return Buffer.from(JSON.stringify(patch)).toString('base64');
}
