import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';

const countSchema = z.looseObject({ count: z.int() });
/** Attempts of a client before it calls something a failure, as clients of OpenSearch do. */
const attempts = 5;

/** A client of a search cluster that writes and reads without pause, each with a few attempts. */
export class SearchLoad {
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  written = 0;
  read = 0;
  readonly failures: string[] = [];

  /** `url`: of the cluster, such as `http://10.96.0.7:9200`. */
  constructor(private readonly url: string) {}

  async createIndex(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#insist('PUT', '/load', { settings });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Documents that are found, once everything that was written can be. */
  async stopAndCount(): Promise<number> {
    this.#stopping.abort();
    await this.#running;
    await this.#insist('POST', '/load/_refresh');
    return countSchema.parse(await this.#insist('GET', '/load/_count')).count;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const id = this.written;
      await this.#counted(async () => {
        await this.#insist('PUT', `/load/_doc/${id}`, { text: `document ${id}` });
        this.written += 1;
      });
      await this.#counted(async () => {
        await this.#insist('GET', `/load/_doc/${Math.max(0, this.written - 1)}`);
        this.read += 1;
      });
    }
  }

  async #counted(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.failures.push(String(error));
    }
  }

  async #insist(method: 'GET' | 'PUT' | 'POST', path: string, body?: object): Promise<unknown> {
    let last = '';
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        const reply = await request(`${this.url}${path}`, {
          method,
          headers: { 'content-type': 'application/json' },
          bodyTimeout: 10_000,
          headersTimeout: 10_000,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const answer: unknown = await reply.body.json();
        if (reply.statusCode < 300) return answer;
        last = `${reply.statusCode} ${JSON.stringify(answer)}`;
      } catch (error) {
        last = String(error);
      }
      await sleep(200 * attempt);
    }
    throw new Error(`${method} ${path}: ${last}`);
  }
}
