import { z } from 'zod';
import { canonicalAddress } from '../../api/network/index.js';
import { formatFieldPath } from '../../api/validation/field-path.js';
import type { Members, Precondition, Wish } from './decide.js';
import { RefusedRequest } from './problem.js';
import { etagOf, type Change, type VipRecord } from './record.js';

/** The bodies and parameters of activities/tvs/openapi.yaml, as TVS reads them. A test holds both against each other. */
const port = z.int().min(1).max(65_535);
const address = z
  .string()
  .max(39)
  .transform((text, context) => {
    const canonical = canonicalAddress(text);
    if (canonical !== undefined) return canonical;
    context.addIssue({ code: 'custom', message: 'is no IPv4 or IPv6 address' });
    return z.NEVER;
  });
const member = z.strictObject({
  address,
  port,
  weight: z.int().min(0).max(256),
  state: z.enum(['up', 'drain']),
});
const members = z.strictObject({ protocol: z.enum(['TCP', 'UDP']), port, members: z.array(member) });
const listener = members.extend({
  healthCheck: z
    .strictObject({ kind: z.literal('tcp'), intervalSeconds: z.int().min(1).max(300) })
    .exactOptional(),
});
const name = z.string().min(1).max(63);
const owner = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._@-]{0,127}$/);

export const vipSpec = z.strictObject({
  owner,
  service: z.strictObject({ namespace: name, name, uid: z.string().min(1).max(128) }),
  address,
  listeners: z.array(listener),
  sourceRanges: z.array(z.string().min(4).max(43)).max(1_000).default([]),
  affinity: z
    .strictObject({ kind: z.literal('ClientIP'), timeoutSeconds: z.int().min(1).max(86_400) })
    .exactOptional(),
  // Its upper limit is one of `limits`, with a sentence of its own.
  idleTimeoutSeconds: z.int().min(1).exactOptional(),
});
export const membersSpec = z.strictObject({ listeners: z.array(members) });

export const vipId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/);
const idempotencyKey = z.string().regex(/^[!-~]{16,100}$/);
export const listQuery = z.strictObject({
  owner: owner.exactOptional(),
  serviceNamespace: name.exactOptional(),
  serviceName: name.exactOptional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  pageToken: z.string().min(1).max(500).exactOptional(),
});
const journalQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

export type ListQuery = z.infer<typeof listQuery>;

export function putWish(body: string): Wish {
  const { owner, ...vip } = attributes(vipSpec, body);
  return { kind: 'put', owner, vip };
}

export function membersWish(body: string): Wish {
  const listeners: readonly Members[] = attributes(membersSpec, body).listeners;
  return { kind: 'members', listeners };
}

export function readListQuery(query: URLSearchParams): ListQuery {
  return parameters(listQuery, Object.fromEntries(query));
}

export function readJournalQuery(query: URLSearchParams): z.infer<typeof journalQuery> {
  return parameters(journalQuery, Object.fromEntries(query));
}

export function readId(text: string): string {
  return parameters(vipId, text);
}

export function readKey(header: string | undefined): string {
  return parameters(idempotencyKey, header);
}

/** If-None-Match: `*` alone has a meaning for writes; If-Match: one strong ETag, or `*`. */
export function readPrecondition(ifMatch: string | undefined, ifNoneMatch: string | undefined): Precondition {
  if (ifMatch !== undefined && ifNoneMatch !== undefined)
    throw malformed('If-Match and If-None-Match exclude each other');
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw malformed('If-None-Match takes * alone');
    return { kind: 'absent' };
  }
  if (ifMatch === undefined) return undefined;
  if (ifMatch === '*') return { kind: 'exists' };
  if (!/^"[0-9a-z]{1,40}"$/.test(ifMatch)) throw malformed('If-Match takes one strong ETag, or *');
  return { kind: 'etag', etag: ifMatch };
}

/** A page token says after which id to go on. */
export function pageTokenAfter(id: string): string {
  return Buffer.from(`1:${id}`).toString('base64url');
}

export function readPageToken(token: string): string {
  const id = /^1:(.+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  return parameters(vipId, id);
}

export function recordBody({
  id,
  owner,
  seq,
  vip,
  createdAt,
  updatedAt,
}: VipRecord): Record<string, unknown> {
  return { id, owner, ...vip, etag: etagOf(seq), createdAt, updatedAt };
}

/** @param appliedSeq the version of it that the data plane has */
export function vipBody(record: VipRecord, appliedSeq: number | undefined): Record<string, unknown> {
  return {
    ...recordBody(record),
    status: appliedSeq === record.seq ? 'applied' : 'pending',
    ...(appliedSeq !== undefined && { appliedEtag: etagOf(appliedSeq) }),
  };
}

export function changeBody(change: Change): Record<string, unknown> {
  const { seq, time, who, key, requestId, action, id, before, after } = change;
  return {
    ...{ seq, time, who, key, requestId, action, id },
    before: before && recordBody(before),
    after: after && recordBody(after),
  };
}

export function malformed(detail: string): RefusedRequest {
  return new RefusedRequest({ code: 'malformed', detail });
}

function attributes<T>(schema: z.ZodType<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw malformed('The body is no JSON.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({
    field: formatFieldPath(path),
    reason: message,
  }));
  const detail = fields.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
  throw new RefusedRequest({ code: 'refused', detail, fields });
}

function parameters<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw malformed(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; '),
  );
}
