import { readFile } from 'node:fs/promises';
import { Pool } from 'undici';
import type { Clock } from '../../kubernetes/clock.js';

export interface AccessSettings {
  /** `https://host:port`. */
  readonly url: string;
  /** The token, in a file that may be replaced at any time. */
  readonly tokenFile: string;
  /** PEM of the authorities that may have signed the balancer's certificate; those of the system if left out. */
  readonly caFile?: string | undefined;
  /** Connections at most. */
  readonly connections: number;
}

/** Files are looked at again after this many milliseconds, and at once after a 401. */
const readAgainAfterMs = 10_000;
const connectTimeoutMs = 3_000;
/** Shorter than the balancer's 75 s, so that no request meets a connection that is being closed. */
const idleConnectionMs = 30_000;

export interface Access {
  readonly token: string;
  readonly pool: Pool;
}

/** Token and connections to the balancer, made anew when their files change. */
export class AccessFiles {
  #access: (Access & { readonly ca: string | undefined }) | undefined;
  #readAt = -Infinity;
  #reading: Promise<Access> | undefined;

  constructor(
    private readonly settings: AccessSettings,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** What was read last holds while the files cannot be read. @throws Error when they never could. */
  async current(): Promise<Access> {
    if (this.#access !== undefined && this.clock.monotonic() - this.#readAt < readAgainAfterMs)
      return this.#access;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** The token was not accepted: read it again before the next request. */
  invalidate(): void {
    this.#readAt = -Infinity;
  }

  async close(): Promise<void> {
    await this.#access?.pool.destroy();
    this.#access = undefined;
  }

  async #read(): Promise<Access> {
    const { url, tokenFile, caFile, connections } = this.settings;
    const before = this.#access;
    this.#readAt = this.clock.monotonic();
    try {
      const token = (await readFile(tokenFile, 'utf8')).trim();
      const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8');
      if (token === '') throw new Error(`${tokenFile} is empty`);
      const pool =
        before !== undefined && before.ca === ca
          ? before.pool
          : new Pool(url, {
              connections,
              keepAliveTimeout: idleConnectionMs,
              connect: { timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) },
            });
      // What is under way on the connections of before ends there.
      if (before !== undefined && before.pool !== pool) void before.pool.close();
      this.#access = { token, pool, ca };
    } catch (error) {
      if (before === undefined) throw error;
    }
    return this.#access ?? Promise.reject(new Error('no token'));
  }
}
