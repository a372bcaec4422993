import { z } from 'zod';
import { normalVip, type RecordedVip, type Vip } from '../../api/balancer/index.js';

/** What TVS answers, as far as it is used; see openapi.yaml. Further fields are nobody's harm. */
const listener = z.object({
  protocol: z.enum(['TCP', 'UDP']),
  port: z.int(),
  members: z.array(
    z.object({ address: z.string(), port: z.int(), weight: z.int(), state: z.enum(['up', 'drain']) }),
  ),
  healthCheck: z.object({ kind: z.literal('tcp'), intervalSeconds: z.int() }).exactOptional(),
});

const vip = z
  .object({
    id: z.string().min(1),
    owner: z.string().min(1),
    service: z.object({ namespace: z.string(), name: z.string(), uid: z.string() }),
    address: z.string().min(1),
    listeners: z.array(listener),
    sourceRanges: z.array(z.string()),
    affinity: z.object({ kind: z.literal('ClientIP'), timeoutSeconds: z.int() }).exactOptional(),
    idleTimeoutSeconds: z.int().exactOptional(),
    etag: z.string().regex(/^"[^"]+"$/),
  })
  .transform(({ id, owner, etag, service, address, listeners, sourceRanges, ...rest }): RecordedVip => {
    const { affinity, idleTimeoutSeconds } = rest;
    const optional = {
      ...(affinity !== undefined && { affinity }),
      ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
    };
    const vip = normalVip({ service, address, listeners, sourceRanges, ...optional });
    return { id, owner, version: etag, vip };
  });

const page = z.object({ items: z.array(vip), nextPageToken: z.string().min(1).exactOptional() });

const problem = z.object({
  code: z.string(),
  detail: z.string().exactOptional(),
  owner: z.string().exactOptional(),
  fields: z.array(z.object({ field: z.string(), reason: z.string() })).exactOptional(),
});

export type VipPage = z.infer<typeof page>;
export type Problem = z.infer<typeof problem>;

/** Each undefined if the text is not of that form. */
export const readVip = (text: string): RecordedVip | undefined => read(vip, text);
export const readPage = (text: string): VipPage | undefined => read(page, text);
export const readProblem = (text: string): Problem | undefined => read(problem, text);

/** The body of a PUT. */
export function vipSpec(owner: string, wanted: Vip): string {
  return JSON.stringify({ owner, ...normalVip(wanted) });
}

/** The body of a PUT of members alone. */
export function membersSpec(listeners: Vip['listeners']): string {
  return JSON.stringify({
    listeners: listeners.map(({ protocol, port, members }) => ({ protocol, port, members })),
  });
}

function read<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
