import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

/** Times that a file is tried, half a second apart, before it counts as failed: Hadoop's own client waits for a NameNode as long. */
const attempts = 60;

/** Writes and reads files by WebHDFS, over and over, and remembers what it wrote. */
export class WebHdfsClient {
  /** SHA-256 by the file's name. */
  readonly written = new Map<string, string>();
  /** Why steps were tried again. */
  readonly retried: string[] = [];
  reads = 0;
  readonly failed: string[] = [];
  #running: Promise<void> | undefined;
  #goOn = true;

  constructor(
    private readonly nameNode: string,
    /** Where members answer that the NameNode names. */
    private readonly addressOf: (host: string) => string,
    private readonly bytes: number,
  ) {}

  start(): void {
    this.#goOn = true;
    this.#running = this.goOn();
  }

  async stop(): Promise<void> {
    this.#goOn = false;
    await this.#running;
  }

  private async goOn(): Promise<void> {
    while (this.#goOn) {
      const name = `load-${this.written.size}`;
      await this.trying(name, () => this.write(name));
      const names = [...this.written.keys()];
      const earlier = names[Math.floor(Math.random() * names.length)];
      if (earlier !== undefined) await this.trying(earlier, () => this.check(earlier));
      await sleep(50);
    }
  }

  private async trying(name: string, step: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await step();
        return;
      } catch (error) {
        if (attempt === attempts) {
          this.failed.push(`${name}: ${String(error)}`);
          return;
        }
        this.retried.push(`${name}: ${String(error)}`);
        await sleep(500);
      }
    }
  }

  async write(name: string): Promise<void> {
    const content = randomBytes(this.bytes);
    const place = await this.redirected('PUT', name, { op: 'CREATE', overwrite: 'true' });
    const status = await put(place, content);
    if (status !== 201) throw new Error(`HTTP status ${status}`);
    this.written.set(name, createHash('sha256').update(content).digest('hex'));
  }

  /** Reads a file back and compares it with what was written. */
  async check(name: string): Promise<void> {
    const place = await this.redirected('GET', name, { op: 'OPEN' });
    const { statusCode, body } = await request(place);
    const content = Buffer.from(await body.arrayBuffer());
    if (statusCode !== 200) throw new Error(`HTTP status ${statusCode}`);
    const digest = createHash('sha256').update(content).digest('hex');
    if (digest !== this.written.get(name)) throw new Error(`${name} is not what was written`);
    this.reads += 1;
  }

  /** The NameNode says which member to go to, by its name. */
  private async redirected(
    method: 'GET' | 'PUT',
    name: string,
    query: Readonly<Record<string, string>>,
  ): Promise<URL> {
    const url = new URL(`/webhdfs/v1/load/${name}`, `http://${this.nameNode}:9870`);
    url.search = new URLSearchParams({ ...query, 'user.name': 'hadoop' }).toString();
    const { statusCode, headers, body } = await request(url, { method });
    const text = await body.text();
    if (statusCode !== 307 || typeof headers.location !== 'string') throw new Error(`${statusCode}: ${text}`);
    const place = new URL(headers.location);
    place.hostname = this.addressOf(place.hostname);
    return place;
  }
}

/** DataNodes say "100 Continue" unasked, which undici takes for a bad reply. */
async function put(place: URL, content: Buffer): Promise<number> {
  const signal = AbortSignal.timeout(30_000);
  const sent = httpRequest(place, { method: 'PUT', headers: { 'content-length': content.length }, signal });
  sent.end(content);
  const [reply] = (await once(sent, 'response')) as [IncomingMessage];
  reply.resume();
  await once(reply, 'end');
  return reply.statusCode ?? 0;
}
