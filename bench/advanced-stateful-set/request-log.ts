import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const entrySchema = z.object({ userAgent: z.string().optional() });

/** The audit log of a kube-apiserver: one entry for each request that it has answered, whoever asked. */
export class RequestLog {
  #offset = 0;
  #rest = '';
  #count = 0;

  /** @param userAgent beginning of the user agent whose requests count */
  private constructor(
    readonly flags: readonly string[],
    private readonly file: string,
    private readonly userAgent: string,
  ) {}

  /** Writes the policy; a kube-apiserver with `flags` writes the log. */
  static async prepare(folder: string, userAgent: string): Promise<RequestLog> {
    const [policy, file] = [join(folder, 'audit-policy.json'), join(folder, 'audit.log')];
    const omitStages = ['RequestReceived', 'ResponseStarted'];
    const rules = [{ level: 'Metadata' }];
    await writeFile(
      policy,
      JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages, rules }),
    );
    await writeFile(file, '');
    return new RequestLog([`--audit-policy-file=${policy}`, `--audit-log-path=${file}`], file, userAgent);
  }

  /** Requests answered so far. */
  async count(): Promise<number> {
    const handle = await open(this.file);
    try {
      const { size } = await handle.stat();
      const { buffer } = await handle.read({
        buffer: Buffer.alloc(size - this.#offset),
        position: this.#offset,
      });
      this.#offset = size;
      const lines = (this.#rest + buffer.toString('latin1')).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#count += lines.filter((line) => this.#isOurs(line)).length;
      return this.#count;
    } finally {
      await handle.close();
    }
  }

  #isOurs(line: string): boolean {
    return (entrySchema.parse(JSON.parse(line)).userAgent ?? '').startsWith(this.userAgent);
  }
}
