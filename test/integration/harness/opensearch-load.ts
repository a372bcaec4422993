import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { OpensearchServers } from './opensearch-servers.js';

const searchSchema = z.object({
  hits: z.object({ total: z.object({ value: z.int() }) }),
  _shards: z.object({ failed: z.int() }),
});

/** Writes and reads without a pause, as a client that knows all members and tries the next when one does not answer. */
export class OpensearchLoad {
  writes = 0;
  reads = 0;
  readonly failures: string[] = [];
  readonly #end = new AbortController();
  readonly #running: Promise<unknown>;

  constructor(
    private readonly servers: OpensearchServers,
    private readonly index: string,
  ) {
    this.#running = Promise.all([this.#write(), this.#read()]);
  }

  async #write(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.#attempt(async () => {
        const id = `load-${this.writes}`;
        await this.servers.call('PUT', `/${this.index}/_doc/${id}`, { text: id });
        this.writes += 1;
      });
    }
  }

  async #read(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.#attempt(async () => {
        const reply = await this.servers.call('GET', `/${this.index}/_search?size=1&track_total_hits=true`);
        const { _shards: shards } = searchSchema.parse(reply);
        if (shards.failed > 0) throw new Error(`${shards.failed} shards did not answer a search`);
        this.reads += 1;
      });
    }
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error instanceof Error ? error.message : String(error));
    }
    await sleep(20);
  }

  async end(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }
}

/** How many documents the index holds, all shards asked. */
export async function documents(servers: OpensearchServers, index: string): Promise<number> {
  await servers.call('POST', `/${index}/_refresh`);
  const reply = await servers.call('GET', `/${index}/_search?size=0&track_total_hits=true`);
  const { hits, _shards: shards } = searchSchema.parse(reply);
  if (shards.failed > 0) throw new Error(`${shards.failed} shards did not answer`);
  return hits.total.value;
}

/** Writes `number` documents of `bytes` bytes that do not compress. */
export async function fill(
  servers: OpensearchServers,
  index: string,
  number: number,
  bytes: number,
  text: (bytes: number) => string,
): Promise<void> {
  for (let id = 0; id < number; id += 1) {
    await servers.call('PUT', `/${index}/_doc/${id}`, { text: text(bytes) });
  }
  await servers.call('POST', `/${index}/_flush`);
}
