import { createHash, randomUUID } from 'node:crypto';
import { notFound, type Caller, type Wish } from './decide.js';
import { problemBody, RefusedRequest, statusOf, type Problem } from './problem.js';
import { etagOf, type VipRecord } from './record.js';
import type { Outcome, VipStore } from './store.js';
import { storedChange } from './stored.js';
import type { Tokens } from './tokens.js';
import * as wire from './wire.js';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApiSettings {
  readonly store: VipStore;
  readonly tokens: Tokens;
  /** The version of a VIP that the data plane has. */
  readonly appliedSeq: (id: string) => number | undefined;
}

/** The API of activities/tvs/openapi.yaml, apart from sockets. */
export class Api {
  constructor(private readonly settings: ApiSettings) {}

  /** @throws whatever the store throws when a change could not be made durable. */
  async answer(request: ApiRequest): Promise<Reply> {
    try {
      return await this.#route(request);
    } catch (error) {
      if (error instanceof RefusedRequest) return problemReply(error.problem);
      throw error;
    }
  }

  async #route(request: ApiRequest): Promise<Reply> {
    const caller = await this.settings.tokens.callerOf(request.header('authorization'));
    if (caller === undefined)
      return problemReply({ code: 'unauthenticated', detail: 'The token is not known.' });
    const [, version, collection, id, part, ...rest] = request.path.split('/');
    const route = `${request.method} ${version ?? ''}/${collection ?? ''}${id === undefined ? '' : '/{id}'}${part === undefined ? '' : `/${part}`}`;
    switch (rest.length > 0 ? 'unknown' : route) {
      case 'GET v1/vips':
        return this.#list(wire.readListQuery(request.query));
      case 'GET v1/vips/{id}':
        return this.#get(wire.readId(id ?? ''));
      case 'PUT v1/vips/{id}':
        return this.#write(request, caller, wire.readId(id ?? ''), () => wire.putWish(request.body));
      case 'PUT v1/vips/{id}/members':
        return this.#write(request, caller, wire.readId(id ?? ''), () => wire.membersWish(request.body));
      case 'DELETE v1/vips/{id}':
        return this.#write(request, caller, wire.readId(id ?? ''), () => ({ kind: 'delete' }));
      case 'GET v1/journal':
        return this.#journal(request.query);
      default:
        return problemReply({ code: 'malformed', detail: `There is no ${request.method} ${request.path}.` });
    }
  }

  #list({ owner, serviceNamespace, serviceName, limit, pageToken }: wire.ListQuery): Reply {
    const after = pageToken === undefined ? undefined : wire.readPageToken(pageToken);
    const page: VipRecord[] = [];
    const { table } = this.settings.store;
    const candidates =
      serviceNamespace !== undefined && serviceName !== undefined
        ? table.ofService({ namespace: serviceNamespace, name: serviceName }, after)
        : table.following(after);
    for (const record of candidates) {
      const { service } = record.vip;
      if (owner !== undefined && record.owner !== owner) continue;
      if (serviceNamespace !== undefined && service.namespace !== serviceNamespace) continue;
      if (serviceName !== undefined && service.name !== serviceName) continue;
      page.push(record);
      if (page.length > limit) break;
    }
    const items = page.slice(0, limit);
    const last = items.at(-1);
    return json(200, {
      items: items.map((record) => this.#body(record)),
      ...(page.length > limit && last !== undefined && { nextPageToken: wire.pageTokenAfter(last.id) }),
    });
  }

  #get(id: string): Reply {
    const record = this.settings.store.table.get(id);
    return record === undefined ? problemReply(notFound(id)) : this.#vipReply(200, record);
  }

  async #write(request: ApiRequest, caller: Caller, id: string, readWish: () => Wish): Promise<Reply> {
    const key = wire.readKey(request.header('idempotency-key'));
    const [ifMatch, ifNoneMatch] = [request.header('if-match'), request.header('if-none-match')];
    const precondition = wire.readPrecondition(ifMatch, ifNoneMatch);
    const whole = [request.method, request.path, ifMatch ?? '', ifNoneMatch ?? '', request.body].join('\n');
    const outcome = await this.settings.store.write({
      ...{ id, caller, precondition, key },
      wish: readWish(),
      digest: createHash('sha256').update(whole).digest('hex'),
      requestId: request.header('x-request-id') ?? randomUUID(),
    });
    return this.#outcomeReply(outcome);
  }

  async #journal(query: URLSearchParams): Promise<Reply> {
    const { after, limit } = wire.readJournalQuery(query);
    const texts = await this.settings.store.readJournal(after, limit);
    if (texts === undefined) {
      return problemReply({ code: 'forgotten', detail: `Changes right after ${after} are no longer kept.` });
    }
    const lines = texts.map((text) => JSON.stringify(wire.changeBody(storedChange.parse(JSON.parse(text)))));
    const body = lines.map((line) => `${line}\n`).join('');
    return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body };
  }

  #outcomeReply(outcome: Outcome): Reply {
    if (outcome.kind === 'refused') return problemReply(outcome.problem);
    const replayed: Record<string, string> = outcome.replayed ? { 'idempotent-replayed': 'true' } : {};
    if (outcome.kind === 'removed') return { status: 204, headers: replayed, body: '' };
    return this.#vipReply(outcome.created ? 201 : 200, outcome.record, replayed);
  }

  #vipReply(status: number, record: VipRecord, headers: Readonly<Record<string, string>> = {}): Reply {
    return json(status, this.#body(record), { ...headers, etag: etagOf(record.seq) });
  }

  #body(record: VipRecord): Record<string, unknown> {
    return wire.vipBody(record, this.settings.appliedSeq(record.id));
  }
}

export function problemReply(
  problem: Problem,
  status: number = statusOf[problem.code],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const type = { 'content-type': 'application/problem+json' };
  return { status, headers: { ...type, ...headers }, body: problemBody(problem, status) };
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}
