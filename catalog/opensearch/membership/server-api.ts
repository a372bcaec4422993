import { request } from 'undici';
import { z } from 'zod';

/** Longest wait for one reply in milliseconds. */
const patienceMs = 8_000;

/** GET / of Elasticsearch names no distribution. */
const bannerSchema = z.object({ version: z.object({ distribution: z.string().optional() }) });

const errorSchema = z.object({ error: z.object({ type: z.string(), reason: z.string().nullish() }) });

/** A reply that is not the one asked for. */
export class ServerRefusal extends Error {
  constructor(
    readonly status: number,
    /** OpenSearch's own name of the error, for example `timeout_exception`. */
    readonly type: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

/**
 * The REST interface at one member. What differs between the two systems that speak it is here: OpenSearch (2.0 and
 * later) says `cluster_manager` where Elasticsearch says `master`.
 */
export class ServerApi {
  private constructor(
    private readonly endpoint: string,
    private readonly signal: AbortSignal,
    /** Word for the leader in paths, parameters and replies. */
    readonly leader: 'cluster_manager' | 'master',
  ) {}

  static async at(endpoint: string, signal: AbortSignal): Promise<ServerApi> {
    const banner = bannerSchema.parse(await ask(endpoint, signal, 'GET', '/'));
    return new ServerApi(
      endpoint,
      signal,
      banner.version.distribution === 'opensearch' ? 'cluster_manager' : 'master',
    );
  }

  /** Parameter that limits how long a member that knows no leader waits for one. */
  get leaderTimeout(): string {
    return `${this.leader}_timeout=3s`;
  }

  /** `allowed` are statuses beside 200 whose body is the answer too. */
  async get<T>(path: string, schema: z.ZodType<T>, allowed: readonly number[] = []): Promise<T> {
    return read(path, schema, await ask(this.endpoint, this.signal, 'GET', path, undefined, allowed));
  }

  async send<T>(
    method: Exclude<Method, 'GET'>,
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> {
    return read(path, schema, await ask(this.endpoint, this.signal, method, path, body));
  }
}

function read<T>(path: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Error(`the reply to ${path} is not what was asked for: ${z.prettifyError(parsed.error)}`);
}

async function ask(
  endpoint: string,
  signal: AbortSignal,
  method: Method,
  path: string,
  body?: unknown,
  allowed: readonly number[] = [],
): Promise<unknown> {
  const reply = await request(new URL(path, endpoint), {
    method,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await reply.body.text();
  if (reply.statusCode !== 200 && !allowed.includes(reply.statusCode)) throw refusal(reply.statusCode, text);
  // Voting exclusions are answered with nothing.
  return text === '' ? undefined : JSON.parse(text);
}

function refusal(status: number, text: string): ServerRefusal {
  const { data } = errorSchema.safeParse(jsonOf(text));
  const type = data?.error.type;
  if (type?.endsWith('_not_discovered_exception') === true) {
    return new ServerRefusal(status, type, 'the members have elected no leader');
  }
  const detail = data === undefined ? '' : `: ${data.error.reason ?? data.error.type}`;
  return new ServerRefusal(status, type, `HTTP status ${status}${detail}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
