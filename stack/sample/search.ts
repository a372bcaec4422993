import { createHash } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import type { Line } from './corpus.js';

/** A client of the sample cluster that needs nothing but HTTP, as any program of its owner would. */
export interface SearchEngine {
  /** Writes the lines; a line that is there already is written over, so it may be done again. */
  index(index: string, lines: readonly Line[]): Promise<void>;
  search(index: string, words: string, size: number): Promise<{ total: number; hits: readonly Line[] }>;
  /** `_cluster/health`, as the cluster says it of itself. */
  health(): Promise<z.infer<typeof healthSchema>>;
}

const healthSchema = z.object({
  cluster_name: z.string(),
  status: z.enum(['green', 'yellow', 'red']),
  number_of_nodes: z.int(),
  number_of_data_nodes: z.int(),
  active_shards: z.int(),
});
const bulkSchema = z.object({ errors: z.boolean(), items: z.array(z.unknown()) });
const searchSchema = z.object({
  hits: z.object({
    total: z.object({ value: z.int() }),
    hits: z.array(z.object({ _source: z.object({ file: z.string(), number: z.int(), text: z.string() }) })),
  }),
});

/** Lines in one bulk request; well below the default limit of 100 MB. */
const bulkLines = 1_000;

/** @param endpoint `http://<address>:<port>` of a member that answers clients. */
export function searchEngine(endpoint: string): SearchEngine {
  async function send<T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    schema: z.ZodType<T>,
    body?: string,
    type = 'application/json',
  ): Promise<T> {
    const reply = await request(`${endpoint}${path}`, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': type } }),
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
    const text = await reply.body.text();
    if (reply.statusCode >= 300)
      throw new Error(`${method} ${path}: ${reply.statusCode} ${text.slice(0, 300)}`);
    return schema.parse(JSON.parse(text));
  }

  return {
    async index(index, lines) {
      for (let from = 0; from < lines.length; from += bulkLines) {
        const part = lines.slice(from, from + bulkLines);
        const body = part.flatMap((line) => [
          JSON.stringify({ index: { _id: idOf(line) } }),
          JSON.stringify(line),
        ]);
        const reply = await send(
          'POST',
          `/${index}/_bulk`,
          bulkSchema,
          `${body.join('\n')}\n`,
          'application/x-ndjson',
        );
        if (reply.errors) throw new Error(`Some lines were not indexed: ${JSON.stringify(reply.items[0])}`);
      }
      await send('POST', `/${index}/_refresh`, z.unknown());
    },
    async search(index, words, size) {
      const query = JSON.stringify({ size, query: { match: { text: { query: words, operator: 'and' } } } });
      const { hits } = await send('POST', `/${index}/_search`, searchSchema, query);
      return { total: hits.total.value, hits: hits.hits.map((hit) => hit._source) };
    },
    health: () => send('GET', '/_cluster/health', healthSchema),
  };
}

function idOf(line: Line): string {
  return createHash('sha256').update(`${line.file}:${line.number}`).digest('hex').slice(0, 20);
}
