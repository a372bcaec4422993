import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Caller } from './decide.js';

const token = z.string().regex(/^[!-~]{16,}$/, 'is too short, or has characters that no header takes');
const tokensFile = z.object({
  tokens: z.array(
    z.union([
      z.strictObject({ name: z.string().min(1), token, owner: z.string().min(1) }),
      z.strictObject({ name: z.string().min(1), token, person: z.literal(true) }),
    ]),
  ),
});

/** The file is looked at this often at most, in milliseconds. */
const lookEveryMs = 500;

/**
 * Who has which token: a JSON file `{"tokens": [{"name", "token", "owner"} | {"name", "token", "person": true}]}` that is read again
 * when it changes. While it cannot be read what was read last holds.
 */
export class Tokens {
  #callers: ReadonlyMap<string, Caller> = new Map();
  #stamp = '';
  #lookedAt = -Infinity;

  private constructor(
    private readonly file: string,
    private readonly monotonic: () => number,
  ) {}

  /** @throws Error when the file cannot be read or is not of that form. */
  static async read(file: string, monotonic: () => number): Promise<Tokens> {
    const tokens = new Tokens(file, monotonic);
    await tokens.#read();
    return tokens;
  }

  /** @param authorization the header of that name */
  async callerOf(authorization: string | undefined): Promise<Caller | undefined> {
    if (this.monotonic() - this.#lookedAt > lookEveryMs) await this.#read().catch(() => undefined);
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    return given === undefined ? undefined : this.#callers.get(digestOf(given));
  }

  async #read(): Promise<void> {
    this.#lookedAt = this.monotonic();
    const { mtimeMs, size, ino } = await stat(this.file);
    const stamp = `${mtimeMs} ${size} ${ino}`;
    if (stamp === this.#stamp) return;
    const { tokens } = tokensFile.parse(JSON.parse(await readFile(this.file, 'utf8')));
    this.#callers = new Map(
      tokens.map((entry) => {
        const caller: Caller =
          'owner' in entry
            ? { kind: 'owner', name: entry.name, owner: entry.owner }
            : { kind: 'person', name: entry.name };
        return [digestOf(entry.token), caller];
      }),
    );
    this.#stamp = stamp;
  }
}

/** Looked up by digest, the time that takes says nothing of how much of a token was right. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
