import { z } from 'zod';
import { objectMetaSchema, type ObjectMeta } from '../api/object-meta.js';
import { StatewrightError } from '../api/errors/index.js';

/** Whatever the API server keeps: everything has metadata. Items of a list carry neither apiVersion nor kind. */
export interface KubernetesObject {
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** One kind of object the API server serves, and the form in which we read it. */
export interface Resource<T extends KubernetesObject = KubernetesObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: z.ZodType<T>;
  /** The server answers with the metadata of objects alone. */
  readonly metadataOnly?: true;
}

const onlyMetadata = z.looseObject({ metadata: objectMetaSchema });

/**
 * The same objects, of which the server is to answer with no more than their metadata (PartialObjectMetadata,
 * k8s.io/apimachinery meta/v1): for writes whose reply only tells the new version, and for watches of what exists.
 */
export function metadataOf(resource: Resource): Resource {
  return { ...resource, schema: onlyMetadata, metadataOnly: true };
}

/** What the `Accept` header of a request for that resource says. */
export function acceptedReply({ metadataOnly }: Pick<Resource, 'metadataOnly'>, isList = false): string {
  if (metadataOnly !== true) return 'application/json';
  const form = isList ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  return `application/json;as=${form};g=meta.k8s.io;v=v1`;
}

/** Names one object; `namespace` exactly when the resource is namespaced. */
export interface ObjectRef {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** `statefulsets.apps shop/web`, for sentences. */
export function describeObject(
  resource: Resource,
  ref: { namespace?: string | undefined; name?: string | undefined },
): string {
  const plural = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  const names = [ref.namespace, ref.name].filter((part) => part !== undefined);
  return names.length === 0 ? plural : `${plural} ${names.join('/')}`;
}

/** `/apis/apps/v1/namespaces/shop/statefulsets`; without a namespace, all of them. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group === '' ? '/api' : `/apis/${segment(resource, resource.group)}`;
  const scope = namespace === undefined ? '' : `/namespaces/${segment(resource, namespace)}`;
  return `${root}/${segment(resource, resource.version)}${scope}/${segment(resource, resource.plural)}`;
}

/** The path of one object or of its subresource. @throws StatewrightError KubernetesRefused for impossible names. */
export function objectPath(resource: Resource, ref: ObjectRef, subresource?: string): string {
  if (resource.namespaced !== (ref.namespace !== undefined)) {
    throw refused(resource, resource.namespaced ? 'no namespace was given' : 'it is not in any namespace');
  }
  const path = `${collectionPath(resource, ref.namespace)}/${segment(resource, ref.name)}`;
  return subresource === undefined ? path : `${path}/${segment(resource, subresource)}`;
}

/** Encoding alone would let "." and ".." through, which mean another path. */
function segment(resource: Resource, text: string): string {
  if (text === '' || text === '.' || text === '..') throw refused(resource, `"${text}" is not a name`);
  return encodeURIComponent(text);
}

function refused(resource: Resource, reason: string): StatewrightError {
  return new StatewrightError('KubernetesRefused', {
    verb: 'address',
    object: describeObject(resource, {}),
    reason,
  });
}
