import { StatewrightError } from '../../api/errors/index.js';
import type { Clock } from '../../kubernetes/clock.js';
import { deadlineOf } from '../../kubernetes/deadline.js';
import { AccessFiles, type AccessSettings } from './access.js';
import { CircuitBreaker, type BreakerSettings } from './circuit-breaker.js';

export interface TvsRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  /** The same for each time that it is sent. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** For sentences: what is done to what. */
  readonly verb: string;
  readonly object: string;
}

/** A whole reply: one that was read to its end, and is neither 429 nor 5xx. */
export interface TvsReply {
  readonly status: number;
  readonly body: string;
}

export interface ClientSettings extends AccessSettings {
  /** Milliseconds for one attempt, connecting and reading included. */
  readonly timeoutMs: number;
  /** How often a request is sent at most, as long as nobody knows what became of it. */
  readonly attempts: number;
  readonly breaker: BreakerSettings;
}

/** Pause before the second attempt, in milliseconds; four times as long before each further one. */
const firstPauseMs = 50;

/** Why nothing is known, and for how long TVS wants to be left alone. */
interface NoAnswer {
  readonly reason: string;
  readonly retryAfterMs?: number | undefined;
}

/**
 * HTTP to TVS. Requests may be sent several times: reads are harmless, writes carry an idempotency key among their headers.
 * @throws StatewrightError BalancerUnavailable when nothing is known after all attempts, or the circuit is open.
 */
export class TvsClient {
  readonly #access: AccessFiles;
  readonly #breaker: CircuitBreaker;

  constructor(
    private readonly settings: ClientSettings,
    private readonly clock: Clock,
  ) {
    this.#access = new AccessFiles(settings, clock);
    this.#breaker = new CircuitBreaker(settings.breaker, clock);
  }

  async exchange(request: TvsRequest): Promise<TvsReply> {
    let reason = 'it failed before';
    for (let attempt = 1, pauseMs = firstPauseMs; ; attempt += 1, pauseMs *= 4) {
      const pausedForMs = this.#breaker.refusal();
      if (pausedForMs !== undefined) {
        throw unavailable(
          request,
          `${reason}, and it is left alone for another ${Math.ceil(pausedForMs)} ms`,
        );
      }
      const outcome = await this.#attempt(request);
      if (!('reason' in outcome)) return outcome;
      ({ reason } = outcome);
      if (attempt >= this.settings.attempts) throw unavailable(request, reason);
      await this.clock.sleep(pauseMs, request.signal);
    }
  }

  async close(): Promise<void> {
    await this.#access.close();
  }

  /** @throws only what the caller's signal is aborted with. */
  async #attempt(request: TvsRequest): Promise<TvsReply | NoAnswer> {
    const outcome = await this.#send(request);
    if (request.signal?.aborted === true && 'reason' in outcome) {
      this.#breaker.abandoned();
      throw request.signal.reason;
    }
    if ('reason' in outcome) this.#breaker.failed(outcome.retryAfterMs);
    else this.#breaker.succeeded();
    return outcome;
  }

  async #send({ method, path, headers, body, signal }: TvsRequest): Promise<TvsReply | NoAnswer> {
    const { timeoutMs } = this.settings;
    const deadline = deadlineOf(signal, timeoutMs);
    try {
      const { pool, token } = await this.#access.current();
      const reply = await pool.request({
        ...{ method, path, signal: deadline.signal, reset: false },
        headers: {
          ...{ accept: 'application/json', authorization: `Bearer ${token}`, 'user-agent': 'statewright' },
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body }),
        // The deadline is for the whole of it.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const text = await reply.body.text();
      const { statusCode: status } = reply;
      if (status === 401) this.#access.invalidate();
      if (status !== 429 && status < 500) return { status, body: text };
      return { reason: `it answered ${status}`, retryAfterMs: retryAfterMs(reply.headers['retry-after']) };
    } catch (error) {
      return { reason: deadline.timedOut ? `no answer within ${timeoutMs} ms` : reasonOf(error) };
    } finally {
      deadline.release();
    }
  }
}

export function unavailable(
  { verb, object }: Pick<TvsRequest, 'verb' | 'object'>,
  reason: string,
): StatewrightError {
  return new StatewrightError('BalancerUnavailable', { balancer: 'TVS', verb, vip: object, reason });
}

/** The header in milliseconds if it is given in seconds; dates are not among what TVS sends. */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return error.message === '' ? (code ?? error.name) : error.message;
}
