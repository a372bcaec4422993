import { join } from 'node:path';
import { request } from 'undici';
import { z } from 'zod';
import { ServerProcess } from './child.js';
import { freePorts } from './ports.js';

const replySchema = z.object({ header: z.object({ revision: z.string() }) });

/** One etcd member with its data in a folder. */
export class Etcd {
  private constructor(
    readonly url: string,
    private readonly server: ServerProcess,
  ) {}

  static async start(binary: string, directory: string): Promise<Etcd> {
    const [clientPort = 0, peerPort = 0] = await freePorts(2);
    const url = `http://127.0.0.1:${clientPort}`;
    const flags = [
      `--data-dir=${join(directory, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      // What a test writes need not survive the machine.
      '--unsafe-no-fsync',
    ];
    const server = ServerProcess.start('etcd', binary, flags, join(directory, 'etcd.log'));
    try {
      await server.ready(async () => (await request(`${url}/health`)).statusCode === 200);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return new Etcd(url, server);
  }

  /** Forgets all history up to now; the keys as they are stay. */
  async compact(): Promise<void> {
    const anyKey = Buffer.from('\0').toString('base64');
    const revision = await this.#call('/v3/kv/range', { key: anyKey, limit: '1' });
    await this.#call('/v3/kv/compaction', { revision, physical: true });
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  async #call(path: string, body: object): Promise<string> {
    const reply = await request(`${this.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    const text = await reply.body.text();
    if (reply.statusCode !== 200) throw new Error(`etcd answered ${path} with ${reply.statusCode}: ${text}`);
    return replySchema.parse(JSON.parse(text)).header.revision;
  }
}
