import type { CallOptions, ListOptions, ObjectToWrite, WriteOptions } from './client.js';
import type { HttpRequest } from './connection.js';
import { stringify } from './raw-json.js';
import { apiVersionOf, describeObject, type Resource } from './resource.js';
import type { Question } from './status.js';

const FIELD_MANAGER = 'statewright';

export type RequestParts = Pick<HttpRequest, 'method' | 'path' | 'body' | 'contentType' | 'accept'>;

export function requestFor(question: Question, parts: RequestParts, options: CallOptions): HttpRequest {
  const { verb, object } = question;
  return { ...parts, verb, object, signal: options.signal, timeoutMs: options.timeoutMs };
}

export function ask(
  verb: string,
  resource: Resource,
  ref: { readonly namespace?: string | undefined; readonly name?: string | undefined },
): Question {
  const { plural, kind, group } = resource;
  return { verb, object: describeObject(resource, ref), plural, kind, group, name: ref.name };
}

export function selectors(options: ListOptions): Record<string, string> {
  return {
    ...(options.labelSelector !== undefined && { labelSelector: options.labelSelector }),
    ...(options.fieldSelector !== undefined && { fieldSelector: options.fieldSelector }),
  };
}

/**
 * Which moment a page of a list is to show. The token of a next page holds the moment of the first, and the API
 * server refuses a version beside it.
 */
export function moment(atVersion: string | undefined, token: string): Record<string, string> {
  if (token !== '') return { continue: token };
  return atVersion === undefined ? {} : { resourceVersion: atVersion, resourceVersionMatch: 'Exact' };
}

export function writeQuery(options: WriteOptions): Record<string, string> {
  return {
    fieldManager: options.fieldManager ?? FIELD_MANAGER,
    // A field the server does not know is our mistake; by default it would be dropped in silence.
    fieldValidation: 'Strict',
    ...(options.dryRun === true && { dryRun: 'All' }),
  };
}

export function withQuery(path: string, query: Record<string, string>): string {
  return `${path}?${new URLSearchParams(query).toString()}`;
}

export function serialize(resource: Resource, object: ObjectToWrite): string {
  return stringify({ ...object, apiVersion: apiVersionOf(resource), kind: resource.kind });
}
