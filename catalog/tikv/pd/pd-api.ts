import { request } from 'undici';
import { z } from 'zod';

/** Longest wait for one reply in milliseconds. */
const patienceMs = 5_000;

type Method = 'GET' | 'POST' | 'DELETE';

/** A reply that is not the one asked for. */
export class PdRefusal extends Error {
  constructor(
    readonly status: number,
    /** What PD says, for example `[PD:cluster:ErrStoresNotEnough]can not remove store 1 …`. */
    readonly reason: string,
  ) {
    super(`HTTP status ${status}${reason === '' ? '' : `: ${reason}`}`);
  }
}

/**
 * The HTTP interface of PD at one of its members, which passes on to the leader what only that can answer (github.com/tikv/pd,
 * server/api/router.go). Ids of members are 64 bits wide and do not survive JSON.parse: members go by their names.
 */
export class PdApi {
  constructor(
    private readonly endpoint: string,
    private readonly signal: AbortSignal,
  ) {}

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const parsed = schema.safeParse(await this.ask('GET', path));
    if (parsed.success) return parsed.data;
    throw new Error(`the reply to ${path} is not what was asked for: ${z.prettifyError(parsed.error)}`);
  }

  /** Throws PdRefusal if PD does not do it. */
  async send(method: Exclude<Method, 'GET'>, path: string, body?: unknown): Promise<void> {
    await this.ask(method, path, body);
  }

  private async ask(method: Method, path: string, body?: unknown): Promise<unknown> {
    const reply = await request(new URL(`/pd/api/v1${path}`, this.endpoint), {
      method,
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(patienceMs)]),
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const answer = jsonOf(await reply.body.text());
    if (reply.statusCode !== 200) {
      throw new PdRefusal(reply.statusCode, typeof answer === 'string' ? answer.trim() : '');
    }
    return answer;
  }
}

/** Refusals are a JSON string, or plain text where there is no leader to pass them on to. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
