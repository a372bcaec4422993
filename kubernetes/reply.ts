import type { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';
import type { Clock } from './clock.js';
import type { Connection, HttpReply, HttpRequest } from './connection.js';
import { parseStatus, type Question } from './status.js';

/** More attempts than this in a row mean an overload that the caller should know of. */
const ATTEMPTS = 4;
/** Above this the caller's own backoff is the better place to wait. */
const LONGEST_WAIT_MS = 10_000;

/** Sends a request; when the server is too busy to take it and says for how long, waits and sends it again. */
export async function exchangePatiently(
  connection: Connection,
  request: HttpRequest,
  clock: Clock,
): Promise<HttpReply> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await connection.exchange(request);
    const { retryAfterMs } = reply;
    const turnedAway = reply.status === 429 || reply.status === 503;
    if (!turnedAway || retryAfterMs === undefined || retryAfterMs > LONGEST_WAIT_MS) return reply;
    // A disruption budget answers an eviction with 429 as well; that is an answer about the pod, not about load.
    const causes = parseStatus(reply.body)?.details?.causes ?? [];
    if (attempt === ATTEMPTS || causes.some(({ reason }) => reason === 'DisruptionBudget')) return reply;
    await clock.sleep(retryAfterMs, request.signal);
  }
}

/** @throws StatewrightError KubernetesReplyMalformed, without quoting what was received. */
export function parseReply<T>(schema: z.ZodType<T>, body: string, question: Question): T {
  const { verb, object } = question;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new StatewrightError('KubernetesReplyMalformed', { verb, object, reason: 'it is not JSON' });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new StatewrightError('KubernetesReplyMalformed', { verb, object, reason });
}
