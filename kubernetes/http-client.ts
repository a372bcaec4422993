import { z } from 'zod';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  KubernetesClient,
  List,
  ListOptions,
  ObjectToWrite,
  WatchOptions,
  WriteOptions,
} from './client.js';
import { systemClock, type Clock } from './clock.js';
import type { Connection, HttpReply } from './connection.js';
import { exchangePatiently, parseReply } from './reply.js';
import {
  ask,
  moment,
  requestFor,
  selectors,
  serialize,
  withQuery,
  writeQuery,
  type RequestParts,
} from './requests.js';
import {
  acceptedReply,
  collectionPath,
  objectPath,
  type KubernetesObject,
  type ObjectRef,
  type Resource,
} from './resource.js';
import { isExpired, parseStatus, provesAbsence, refusal, type Question } from './status.js';
import { watchEvents, type WatchEvent } from './watch.js';

const PAGE_SIZE = 500;
/** Each begins afresh after the moment of the first page was compacted away. */
const LIST_ATTEMPTS = 3;
const INACTIVITY_MS = 90_000;

export interface ClientSettings {
  readonly clock?: Clock;
  /** A number from 0 up to, not including, 1; spreads the ends of watches. */
  readonly random?: () => number;
}

/** The client over a connection; several may share one, and with it its rate limit. */
export function createKubernetesClient(
  connection: Connection,
  settings: ClientSettings = {},
): KubernetesClient {
  return new HttpKubernetesClient(connection, settings.clock ?? systemClock, settings.random ?? Math.random);
}

class HttpKubernetesClient implements KubernetesClient {
  constructor(
    private readonly connection: Connection,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  async get<T extends KubernetesObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    options: CallOptions = {},
  ): Promise<T | undefined> {
    const question = ask('get', resource, ref);
    const reply = await this.#send(
      question,
      { method: 'GET', path: objectPath(resource, ref), accept: acceptedReply(resource) },
      options,
    );
    if (reply.status === 200) return parseReply(resource.schema, reply.body, question);
    const status = parseStatus(reply.body);
    if (provesAbsence(question, reply.status, status)) return undefined;
    throw refusal(question, reply.status, status);
  }

  async list<T extends KubernetesObject>(resource: Resource<T>, options: ListOptions = {}): Promise<List<T>> {
    for (let attempt = 1; ; attempt += 1) {
      const items: T[] = [];
      let resourceVersion = '';
      try {
        for await (const page of this.listPages(resource, options)) {
          items.push(...page.items);
          ({ resourceVersion } = page);
        }
        return { items, resourceVersion };
      } catch (error) {
        // A version that was asked for is no less forgotten the next time.
        if (!isExpired(error) || options.atVersion !== undefined || attempt === LIST_ATTEMPTS) throw error;
      }
    }
  }

  async *listPages<T extends KubernetesObject>(
    resource: Resource<T>,
    options: ListOptions = {},
  ): AsyncGenerator<List<T>> {
    const question = ask('list', resource, { namespace: options.namespace });
    const schema = z.looseObject({
      metadata: z.looseObject({ resourceVersion: z.string(), continue: z.string().optional() }),
      items: z.array(resource.schema).nullish(),
    });
    const accept = acceptedReply(resource, true);
    let token = '';
    do {
      const query = { ...selectors(options), limit: String(PAGE_SIZE), ...moment(options.atVersion, token) };
      const path = withQuery(collectionPath(resource, options.namespace), query);
      const reply = await this.#send(question, { method: 'GET', path, accept }, options);
      if (reply.status !== 200) throw refusal(question, reply.status, parseStatus(reply.body));
      const { metadata, items } = parseReply(schema, reply.body, question);
      yield { items: items ?? [], resourceVersion: metadata.resourceVersion };
      token = metadata.continue ?? '';
    } while (token !== '');
  }

  watch<T extends KubernetesObject>(
    resource: Resource<T>,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>> {
    const question = ask('watch', resource, { namespace: options.namespace });
    const path = withQuery(collectionPath(resource, options.namespace), {
      ...selectors(options),
      watch: 'true',
      resourceVersion: options.resourceVersion,
      allowWatchBookmarks: String(options.bookmarks ?? true),
      // As client-go's reflector: watches of many processes must not all end at the same moment.
      timeoutSeconds: String(options.timeoutSeconds ?? Math.round(300 * (1 + this.random()))),
    });
    const limits = { inactivityMs: options.inactivityMs ?? INACTIVITY_MS };
    const accept = acceptedReply(resource);
    const request = requestFor(question, { method: 'GET', path, accept }, options);
    return watchEvents(this.connection, resource, request, question, limits, this.clock);
  }

  apply<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectToWrite,
    options: ApplyOptions = {},
  ): Promise<T> {
    const path = withQuery(objectPath(resource, object.metadata, options.subresource), {
      ...writeQuery(options),
      force: String(options.force ?? true),
    });
    // JSON is YAML too.
    const contentType = 'application/apply-patch+yaml';
    const parts = { method: 'PATCH', path, contentType, body: serialize(resource, object) } as const;
    return this.#write(ask('apply', resource, object.metadata), resource, parts, options);
  }

  create<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectToWrite,
    options: WriteOptions = {},
  ): Promise<T> {
    const { metadata } = object;
    const collection =
      options.subresource === undefined
        ? collectionPath(resource, metadata.namespace)
        : objectPath(resource, metadata, options.subresource);
    const path = withQuery(collection, writeQuery(options));
    const parts = {
      method: 'POST',
      path,
      contentType: 'application/json',
      body: serialize(resource, object),
    } as const;
    return this.#write(ask('create', resource, metadata), resource, parts, options);
  }

  replace<T extends KubernetesObject>(
    resource: Resource<T>,
    object: ObjectToWrite,
    options: WriteOptions = {},
  ): Promise<T> {
    const path = withQuery(objectPath(resource, object.metadata, options.subresource), writeQuery(options));
    const parts = {
      method: 'PUT',
      path,
      contentType: 'application/json',
      body: serialize(resource, object),
    } as const;
    return this.#write(ask('replace', resource, object.metadata), resource, parts, options);
  }

  mergePatch<T extends KubernetesObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions = {},
  ): Promise<T> {
    const path = withQuery(objectPath(resource, ref, options.subresource), writeQuery(options));
    const contentType = 'application/merge-patch+json';
    const parts = { method: 'PATCH', path, contentType, body: JSON.stringify(patch) } as const;
    return this.#write(ask('patch', resource, ref), resource, parts, options);
  }

  async delete(
    resource: Resource,
    ref: ObjectRef,
    options: DeleteOptions = {},
  ): Promise<'deleted' | 'absent'> {
    const question = ask('delete', resource, ref);
    const { uid, resourceVersion, propagationPolicy, gracePeriodSeconds } = options;
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid, resourceVersion },
      propagationPolicy,
      gracePeriodSeconds,
    });
    const parts = {
      method: 'DELETE',
      path: objectPath(resource, ref),
      contentType: 'application/json',
      // Nothing of the object that is going is of use.
      accept: acceptedReply({ metadataOnly: true }),
      body,
    } as const;
    const reply = await this.#send(question, parts, options);
    if (reply.status === 200 || reply.status === 202) return 'deleted';
    const status = parseStatus(reply.body);
    if (provesAbsence(question, reply.status, status)) return 'absent';
    throw refusal(question, reply.status, status);
  }

  async getRaw(path: string, options: CallOptions = {}): Promise<string> {
    const question = { verb: 'get', object: path, plural: '', kind: '', group: '', name: undefined };
    const reply = await this.#send(question, { method: 'GET', path }, options);
    if (reply.status === 200) return reply.body;
    throw refusal(question, reply.status, parseStatus(reply.body));
  }

  async #write<T extends KubernetesObject>(
    question: Question,
    resource: Resource<T>,
    parts: RequestParts,
    options: WriteOptions,
  ): Promise<T> {
    const reply = await this.#send(question, { ...parts, accept: acceptedReply(resource) }, options);
    if (reply.status === 200 || reply.status === 201)
      return parseReply(resource.schema, reply.body, question);
    throw refusal(question, reply.status, parseStatus(reply.body));
  }

  #send(question: Question, parts: RequestParts, options: CallOptions): Promise<HttpReply> {
    return exchangePatiently(this.connection, requestFor(question, parts, options), this.clock);
  }
}
