import { z } from 'zod';
import type { TvsProcess } from '../../test/integration/harness/tvs-process.js';

const PAGE = 5_000;

const entrySchema = z.object({
  seq: z.number(),
  time: z.string().transform((text) => Date.parse(text)),
  after: z
    .object({ listeners: z.array(z.object({ members: z.array(z.object({ address: z.string() })) })) })
    .nullable(),
});

export interface Recorded {
  /** When TVS wrote it down, in milliseconds since 1970. */
  readonly at: number;
  /** Addresses of its members since. */
  readonly members: readonly string[];
}

/** What TVS wrote down since the last look. */
export class JournalReader {
  #seq = 0;

  constructor(private readonly tvs: TvsProcess) {}

  async read(): Promise<readonly Recorded[]> {
    const recorded: Recorded[] = [];
    for (;;) {
      const path = `/v1/journal?after=${this.#seq}&limit=${PAGE}`;
      const { status, body } = await this.tvs.ask('alice', 'GET', path);
      if (status !== 200) throw new Error(`the journal cannot be read: ${body}`);
      const lines = body.split('\n').filter((line) => line !== '');
      for (const line of lines) {
        const { seq, time, after } = entrySchema.parse(JSON.parse(line));
        this.#seq = seq;
        const members = (after?.listeners ?? []).flatMap((listener) => listener.members);
        recorded.push({ at: time, members: members.map(({ address }) => address) });
      }
      if (lines.length < PAGE) return recorded;
    }
  }
}
