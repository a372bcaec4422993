import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { createTvsBalancer, type TvsBalancer, type TvsSettings } from '../../../activities/tvs/index.js';
import type { Fault } from '../../../stack/tvs/faults.js';
import { makeCertificates, type Certificates } from './certificates.js';
import { ServerProcess } from './child.js';
import { ownProgram } from './own-program.js';
import { freePorts } from './ports.js';

const adminToken = 'token-of-the-test-itself';

const change = z.object({
  seq: z.number(),
  who: z.string(),
  key: z.string(),
  requestId: z.string(),
  action: z.enum(['create', 'replace', 'members', 'delete']),
  id: z.string(),
  before: z.looseObject({ etag: z.string(), owner: z.string() }).nullable(),
  after: z.looseObject({ etag: z.string(), owner: z.string() }).nullable(),
});
export type JournalEntry = z.infer<typeof change>;

/** The reference TVS as a process of its own, run from its sources or as built; its data plane is off unless settings say else. */
export class TvsProcess {
  #process: ServerProcess | undefined;
  readonly #agent: Agent;

  private constructor(
    readonly directory: string,
    private readonly port: number,
    private readonly adminPort: number,
    private readonly certificates: Certificates,
    ca: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {
    this.#agent = new Agent({ connect: { ca } });
  }

  /** @param owners each gets a token named after it; there is a person `alice` besides */
  static async start(
    directory: string,
    owners: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<TvsProcess> {
    const [port = 0, adminPort = 0] = await freePorts(2);
    const certificates = await makeCertificates(directory);
    const ca = await readFile(certificates.caFile, 'utf8');
    const tvs = new TvsProcess(directory, port, adminPort, certificates, ca, settings);
    const tokens = [
      ...owners.map((owner) => ({ name: owner, token: tokenOf(owner), owner })),
      { name: 'alice', token: tokenOf('alice'), person: true },
    ];
    await writeFile(join(directory, 'tokens.json'), JSON.stringify({ tokens }));
    for (const { name, token } of tokens) await writeFile(join(directory, `${name}.token`), `${token}\n`);
    await writeFile(join(directory, 'admin.token'), `${adminToken}\n`);
    await tvs.restart();
    return tvs;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.#process === undefined) throw new Error('TVS was not started');
    return this.#process.pid;
  }

  /** Starts it, after `kill` or `stop` or for the first time, and waits until it serves. */
  async restart(): Promise<void> {
    const { certFile, keyFile } = this.certificates;
    const environment = {
      TVS_ADDRESS: `127.0.0.1:${this.port}`,
      TVS_TLS_CERT: certFile,
      TVS_TLS_KEY: keyFile,
      TVS_TOKENS_FILE: join(this.directory, 'tokens.json'),
      TVS_STATE: join(this.directory, 'state'),
      TVS_ADMIN_ADDRESS: `127.0.0.1:${this.adminPort}`,
      TVS_ADMIN_TOKEN_FILE: join(this.directory, 'admin.token'),
      TVS_DATA_PLANE: 'off',
      ...this.settings,
    };
    const file = join(this.directory, 'tvs.env');
    const lines = Object.entries(environment).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(file, lines.join(''));
    const args = [`--env-file=${file}`, ...ownProgram('stack/tvs/main')];
    const log = join(this.directory, 'tvs.log');
    const server = ServerProcess.start('tvs', process.execPath, args, log);
    this.#process = server;
    await server.ready(async () => {
      const reply = await request(`${this.url}/readyz`, { dispatcher: this.#agent });
      await reply.body.dump();
      return reply.statusCode === 200;
    });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    await this.#agent.destroy();
  }

  /** The platform's own client, as that owner or person. */
  balancer(owner: string, settings: Partial<TvsSettings> = {}): TvsBalancer {
    const { caFile } = this.certificates;
    const tokenFile = join(this.directory, `${owner}.token`);
    return createTvsBalancer({ url: this.url, tokenFile, caFile, owner, ...settings });
  }

  async inject(...faults: readonly (Fault | Omit<Fault, 'probability'>)[]): Promise<void> {
    const reply = await request(`http://127.0.0.1:${this.adminPort}/v1/faults`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ faults }),
    });
    const said = await reply.body.text();
    if (reply.statusCode !== 200) throw new Error(`TVS does not take the faults: ${said}`);
  }

  /** Any request, with the token of that name. */
  async ask(
    who: string,
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: string;
  }> {
    const reply = await request(this.url + path, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${tokenOf(who)}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.statusCode, headers: reply.headers, body: await reply.body.text() };
  }

  /** All of it. */
  async journal(): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    for (;;) {
      const { status, body } = await this.ask(
        'alice',
        'GET',
        `/v1/journal?after=${entries.length}&limit=5000`,
      );
      if (status !== 200) throw new Error(`the journal cannot be read: ${body}`);
      const lines = body.split('\n').filter((line) => line !== '');
      if (lines.length === 0) return entries;
      entries.push(...lines.map((line) => change.parse(JSON.parse(line))));
    }
  }

  /** Resident memory of the process in MiB. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  }
}

export function tokenOf(name: string): string {
  return `token-of-${name}-0123456789`;
}
