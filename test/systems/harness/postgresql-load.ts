import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ObjectKey } from '../../../api/names.js';
import { passwordsName } from '../../../catalog/postgresql/names.js';
import { secrets } from '../../../kubernetes/index.js';
import { outsideNamespace } from '../../../stack/network/namespaces.js';
import { projectRoot } from '../../harness/project-root.js';
import type { RunningStack } from '../../e2e/harness/running-stack.js';
import { OutsideClient } from './outside-client.js';
import type { LoadResult, SystemLoad } from './system-load.js';

const program = join(projectRoot, 'test/integration/harness/postgresql-load.py');

/** A client outside of Kubernetes that inserts row after row at the address of the cluster, where its primary is. */
export class PostgresqlLoad implements SystemLoad {
  #client: OutsideClient | undefined;
  readonly #connection: string;

  constructor(
    private readonly running: RunningStack,
    private readonly key: ObjectKey,
  ) {
    const host = `${key.name}.${key.namespace}.svc.${running.stack.settings.clusterDomain}`;
    this.#connection = `host=${host} user=postgres dbname=postgres connect_timeout=5 tcp_user_timeout=5000`;
  }

  async start(): Promise<void> {
    this.#client = await OutsideClient.start(
      '/usr/bin/python3',
      [program, this.#connection],
      await this.#password(),
    );
  }

  async acknowledged(): Promise<number> {
    return (await this.#client?.said('acknowledged'))?.length ?? 0;
  }

  async finish(): Promise<LoadResult> {
    await this.#client?.end();
    const written = (await this.#client?.said('acknowledged')) ?? [];
    const words = [
      'netns',
      'exec',
      outsideNamespace,
      'psql',
      '-X',
      '-A',
      '-t',
      '-c',
      'SELECT id FROM written',
    ];
    const { stdout } = await promisify(execFile)('ip', [...words, this.#connection], {
      env: { ...process.env, ...(await this.#password()) },
      maxBuffer: 64 << 20,
    });
    const read = new Set(stdout.trim().split('\n'));
    // It repeats a row until it is acknowledged: what it repeats for long shows as writes that do not go on.
    return { acknowledged: written.length, lost: written.filter((id) => !read.has(id)), failures: [] };
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #password(): Promise<Readonly<Record<string, string>>> {
    const { namespace, name } = this.key;
    const secret = await this.running.kubernetes.get(secrets, { namespace, name: passwordsName({ name }) });
    return { PGPASSWORD: Buffer.from(secret?.data?.superuser ?? '', 'base64').toString() };
  }
}
