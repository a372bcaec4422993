import { request } from 'undici';
import { z } from 'zod';
import { restUser } from './names.js';

/** Longest wait for one reply in milliseconds. */
const patienceMs = 5_000;

/** The part of GET /cluster that we use (Patroni documentation, "REST API"; `cluster_as_json` of 3.0.2). */
export const clusterSchema = z.object({
  members: z.array(
    z.object({
      name: z.string(),
      role: z.string(),
      state: z.string(),
      /** Its address, without brackets. */
      host: z.string().optional(),
      timeline: z.int().optional(),
      /** Bytes behind what the leader last wrote down. */
      lag: z.union([z.number(), z.literal('unknown')]).optional(),
    }),
  ),
  pause: z.boolean().optional(),
});

/** GET /patroni: what a member says of itself. */
export const statusSchema = z.object({
  state: z.string(),
  role: z.string(),
  timeline: z.int().optional(),
  xlog: z
    .object({ location: z.number(), received_location: z.number(), replayed_location: z.number() })
    .partial()
    .optional(),
  /** Whom it sends its log, as pg_stat_replication has it. */
  replication: z.array(z.object({ application_name: z.string(), state: z.string().nullable() })).default([]),
});

/** GET /config: what all members agree on. */
export const agreedSchema = z.object({
  synchronous_mode: z.boolean().default(false),
  synchronous_mode_strict: z.boolean().default(false),
  maximum_lag_on_failover: z.number().default(2 ** 20),
});

/** Patroni's interface at one member; `address` is an IP address. */
export class PatroniApi {
  readonly #origin: string;

  constructor(
    address: string,
    port: number,
    private readonly signal: AbortSignal,
  ) {
    this.#origin = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const reply = await request(new URL(path, this.#origin), { signal: this.#patience(patienceMs) });
    const text = await reply.body.text();
    if (reply.statusCode !== 200) throw new Error(`HTTP status ${reply.statusCode}`);
    const parsed = schema.safeParse(JSON.parse(text));
    if (!parsed.success) {
      throw new Error(`the reply to ${path} is not what was asked for: ${z.prettifyError(parsed.error)}`);
    }
    return parsed.data;
  }

  /** What it answers, whatever the status; the password goes in a header and into no error. */
  async post(path: string, password: string, body: object, waitMs: number): Promise<string> {
    const credentials = Buffer.from(`${restUser}:${password}`).toString('base64');
    const reply = await request(new URL(path, this.#origin), {
      method: 'POST',
      signal: this.#patience(waitMs),
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await reply.body.text()).trim();
  }

  #patience(ms: number): AbortSignal {
    return AbortSignal.any([this.signal, AbortSignal.timeout(ms)]);
  }
}
