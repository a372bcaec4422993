import { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';
import type { Clock } from './clock.js';
import type { Connection, HttpRequest, HttpStream } from './connection.js';
import { splitLines } from './lines.js';
import type { KubernetesObject, Resource } from './resource.js';
import { parseStatus, refusal, statusSchema, type Question } from './status.js';

export type WatchEvent<T> =
  | { readonly kind: 'added' | 'modified' | 'deleted'; readonly object: T }
  /** Nothing changed up to this version: a watch may resume from it. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  /** 410 Gone: the version to start from is no longer known; list afresh. Nothing follows. */
  | { readonly kind: 'expired' };

export interface WatchLimits {
  /** Silence, events and bookmarks alike, after which the connection counts as dead. */
  readonly inactivityMs: number;
}

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object: z.unknown() }),
  z.object({
    type: z.literal('BOOKMARK'),
    object: z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) }),
  }),
  z.object({ type: z.literal('ERROR'), object: statusSchema }),
]);

const kinds = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const;

/**
 * One watch request. The iteration ends when the server ends the watch, which it does every few minutes, and after
 * `expired`. The next bytes are read only when the consumer asks for the next event, so a slow consumer slows the
 * server down instead of filling memory.
 * @throws StatewrightError KubernetesUnavailable when the connection is cut or silent for too long,
 *   KubernetesReplyMalformed when an event is not of the expected form, and what `refusal` makes of other replies.
 */
export async function* watchEvents<T extends KubernetesObject>(
  connection: Connection,
  resource: Resource<T>,
  request: HttpRequest,
  question: Question,
  limits: WatchLimits,
  clock: Clock,
): AsyncGenerator<WatchEvent<T>> {
  const stream = await connection.stream(request);
  try {
    if (stream.status !== 200) {
      if (stream.status === 410) {
        yield { kind: 'expired' };
        return;
      }
      throw refusal(question, stream.status, parseStatus(await readAll(stream, limits, clock)));
    }
    for await (const line of splitLines(untilSilent(stream, limits, clock))) {
      const event = parseEvent(resource, question, line);
      yield event;
      if (event.kind === 'expired') return;
    }
  } catch (error) {
    if (request.signal?.aborted === true) throw request.signal.reason;
    if (error instanceof StatewrightError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StatewrightError('KubernetesUnavailable', {
      verb: question.verb,
      object: question.object,
      reason,
    });
  } finally {
    stream.cancel();
  }
}

function parseEvent<T extends KubernetesObject>(
  resource: Resource<T>,
  question: Question,
  line: string,
): WatchEvent<T> {
  const event = eventSchema.safeParse(parseJson(line));
  if (!event.success) throw malformed(question, 'an event of a watch is not one of the known types');
  const { data } = event;
  switch (data.type) {
    case 'BOOKMARK':
      return { kind: 'bookmark', resourceVersion: data.object.metadata.resourceVersion };
    case 'ERROR':
      if (data.object.code === 410) return { kind: 'expired' };
      throw refusal(question, data.object.code ?? 500, data.object);
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const object = resource.schema.safeParse(data.object);
      if (!object.success) throw malformed(question, z.prettifyError(object.error));
      return { kind: kinds[data.type], object: object.data };
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function malformed(question: Question, reason: string): StatewrightError {
  const { verb, object } = question;
  return new StatewrightError('KubernetesReplyMalformed', { verb, object, reason });
}

/**
 * Passes chunks on, and fails when none comes for too long. Time the consumer takes does not count. One timer looks
 * after the whole stream: one for each chunk cost more than reading what the chunk holds.
 */
async function* untilSilent(
  stream: HttpStream,
  { inactivityMs }: WatchLimits,
  clock: Clock,
): AsyncGenerator<Uint8Array> {
  const chunks = stream.chunks[Symbol.asyncIterator]();
  const over = new AbortController();
  let waiting: { readonly since: number; readonly giveUp: (reason: Error) => void } | undefined;
  const listen = async (): Promise<void> => {
    for (let leftMs = inactivityMs; leftMs > 0;) {
      await clock.sleep(leftMs, over.signal);
      leftMs = waiting === undefined ? inactivityMs : waiting.since + inactivityMs - clock.monotonic();
    }
    waiting?.giveUp(new Error(`no event and no bookmark for ${inactivityMs} ms`));
  };
  const listening = listen().catch(() => undefined);
  try {
    for (;;) {
      // The read that will never be answered fails once the stream is cancelled, and nobody hears of it then.
      const result = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        waiting = { since: clock.monotonic(), giveUp: reject };
        chunks.next().then(resolve, reject);
      });
      waiting = undefined;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    over.abort();
    await listening;
  }
}

async function readAll(stream: HttpStream, limits: WatchLimits, clock: Clock): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of untilSilent(stream, limits, clock)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
