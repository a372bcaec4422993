import type { KubeConfig } from '@kubernetes/client-node';
import { request as send, type Dispatcher } from 'undici';
import { StatewrightError } from '../api/errors/index.js';
import { lookBeforeSend } from './before-send.js';
import { systemClock, type Clock } from './clock.js';
import { Credentials, loadKubeConfig } from './credentials.js';
import { deadlineOf } from './deadline.js';
import { RateLimiter, type RateLimit } from './rate-limiter.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the server's address, beginning with "/". */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  /** `application/json` by default. */
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
  /** Limit for the whole exchange, or, when streaming, for the reply's head. */
  readonly timeoutMs?: number | undefined;
  /** Called when all waiting is over and the request is about to leave; a StatewrightError it throws is thrown instead. */
  readonly beforeSend?: (() => void) | undefined;
  /** For sentences: what is done to what, as in `get` `pods default/web-0`. */
  readonly verb: string;
  readonly object: string;
}

export interface HttpReply {
  readonly status: number;
  /** Value of the Retry-After header in milliseconds, if it was given in seconds. */
  readonly retryAfterMs: number | undefined;
  readonly body: string;
}

export interface HttpStream {
  readonly status: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the stream and its connection. */
  cancel(): void;
}

/** HTTP to one API server. A failure to get any reply is StatewrightError KubernetesUnavailable. */
export interface Connection {
  readonly server: string;
  exchange(request: HttpRequest): Promise<HttpReply>;
  stream(request: HttpRequest): Promise<HttpStream>;
  close(): Promise<void>;
}

export interface ConnectionSettings extends Partial<RateLimit> {
  /** The role of this process, seen by the API server as user agent `statewright/<role>`. */
  readonly role: string;
  /** Path of a kubeconfig file; by default as kubectl finds it. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** Time limit of one exchange in milliseconds; 30 s by default. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const DEFAULTS = { timeoutMs: 30_000, connectTimeoutMs: 5_000, qps: 50, burst: 100 };

/** @throws StatewrightError SettingInvalid when no usable configuration is found. */
export function connect(settings: ConnectionSettings): Connection {
  const config = loadKubeConfig({
    ...(settings.kubeconfig !== undefined && { file: settings.kubeconfig }),
    ...(settings.context !== undefined && { context: settings.context }),
  });
  return connectTo(config, settings);
}

/** As `connect`, with a configuration that the caller made. */
export function connectTo(
  config: KubeConfig,
  settings: Omit<ConnectionSettings, 'kubeconfig' | 'context'>,
): Connection {
  return new UndiciConnection(config, settings);
}

class UndiciConnection implements Connection {
  readonly server: string;
  readonly #credentials: Credentials;
  readonly #limiter: RateLimiter;
  readonly #timeoutMs: number;
  readonly #userAgent: string;

  constructor(config: KubeConfig, settings: Omit<ConnectionSettings, 'kubeconfig' | 'context'>) {
    const clock = settings.clock ?? systemClock;
    const cluster = config.getCurrentCluster();
    if (cluster === null) {
      throw new StatewrightError('SettingInvalid', { name: 'KUBECONFIG', reason: 'it names no cluster' });
    }
    this.server = cluster.server.replace(/\/+$/, '');
    this.#credentials = new Credentials(config, clock, DEFAULTS.connectTimeoutMs);
    const limit = { qps: settings.qps ?? DEFAULTS.qps, burst: settings.burst ?? DEFAULTS.burst };
    this.#limiter = new RateLimiter(limit, clock);
    this.#timeoutMs = settings.timeoutMs ?? DEFAULTS.timeoutMs;
    this.#userAgent = `statewright/${settings.role}`;
  }

  async exchange(request: HttpRequest): Promise<HttpReply> {
    await this.#limiter.acquire(request.signal);
    const timeoutMs = request.timeoutMs ?? this.#timeoutMs;
    const deadline = deadlineOf(request.signal, timeoutMs);
    try {
      const reply = await this.#send('dispatcher', request, deadline.signal, timeoutMs);
      const body = await reply.body.text();
      return { status: reply.statusCode, retryAfterMs: retryAfter(reply.headers['retry-after']), body };
    } catch (error) {
      throw this.#noReply(request, error, deadline.timedOut ? `no answer within ${timeoutMs} ms` : undefined);
    } finally {
      deadline.release();
    }
  }

  /** Not counted against the rate limit: a watch is one request for minutes, and must not queue behind writes. */
  async stream(request: HttpRequest): Promise<HttpStream> {
    const deadline = deadlineOf(request.signal, undefined);
    try {
      const timeoutMs = request.timeoutMs ?? this.#timeoutMs;
      const reply = await this.#send('streams', request, deadline.signal, timeoutMs);
      const cancel = (): void => {
        deadline.release();
        // Not through the signal: undici would report the abort as an error nobody waits for.
        reply.body.on('error', () => undefined).destroy();
      };
      return { status: reply.statusCode, chunks: reply.body, cancel };
    } catch (error) {
      deadline.release();
      throw this.#noReply(request, error, undefined);
    }
  }

  async close(): Promise<void> {
    await this.#credentials.close();
  }

  async #send(
    over: 'dispatcher' | 'streams',
    request: HttpRequest,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<Dispatcher.ResponseData> {
    const { headers, [over]: pool } = await this.#credentials.access();
    const { beforeSend } = request;
    const dispatcher = beforeSend === undefined ? pool : lookBeforeSend(pool, beforeSend);
    const reply = await send(this.server + request.path, {
      method: request.method,
      dispatcher,
      signal,
      // A DELETE with a body is nothing special to an API server; undici would take a new connection after each.
      reset: false,
      headersTimeout: timeoutMs,
      // A watch may rightly be silent for long; whoever reads the stream decides for how long.
      bodyTimeout: 0,
      headers: {
        ...headers,
        accept: request.accept ?? 'application/json',
        'user-agent': this.#userAgent,
        ...(request.contentType !== undefined && { 'content-type': request.contentType }),
      },
      ...(request.body !== undefined && { body: request.body }),
    });
    if (reply.statusCode === 401) this.#credentials.invalidate();
    return reply;
  }

  #noReply(request: HttpRequest, error: unknown, timedOut: string | undefined): unknown {
    if (request.signal?.aborted === true) return request.signal.reason;
    if (error instanceof StatewrightError) return error;
    return new StatewrightError('KubernetesUnavailable', {
      verb: request.verb,
      object: request.object,
      reason: timedOut ?? describeFailure(error),
    });
  }
}

/** What went wrong on the way, from the error of the socket or of TLS; neither holds headers or bodies. */
export function describeFailure(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeFailure).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function retryAfter(header: string | string[] | undefined): number | undefined {
  const seconds = Number(typeof header === 'string' ? header : Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
