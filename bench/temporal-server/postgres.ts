import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServerProcess } from '../../test/integration/harness/child.js';
import { freePorts } from '../../test/integration/harness/ports.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';

const run = promisify(execFile);

/** Where Debian puts each version's programs. */
const DEBIAN = '/usr/lib/postgresql';
const SHUTDOWN_MS = 60_000;

/** The programs of the newest PostgreSQL that Debian installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return versions
    .sort((a, b) => a.localeCompare(b, undefined, { numeric: true }))
    .map((version) => join(DEBIAN, version, 'bin'))
    .filter((programs) => existsSync(join(programs, 'initdb')))
    .at(-1);
}

/** PostgreSQL refuses to run as root; then it is Debian's user for it. setpriv becomes the program, so its pid is ours. */
function unprivileged(program: string, args: readonly string[]): readonly [string, readonly string[]] {
  if (process.getuid?.() !== 0) return [program, args];
  return ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args]];
}

/** A PostgreSQL server on a free loopback port, its data in `<folder>/data`. */
export class Postgres {
  private constructor(
    readonly port: number,
    private readonly server: ServerProcess,
  ) {}

  /** @param settings `name=value`, as in postgresql.conf */
  static async start(folder: string, settings: readonly string[]): Promise<Postgres> {
    const programs = postgresPrograms();
    if (programs === undefined) throw new Error(`there is no PostgreSQL in ${DEBIAN}`);
    const data = join(folder, 'data');
    if (process.getuid?.() === 0) await run('chown', ['postgres:postgres', folder]);
    if (!existsSync(data)) {
      const initdb = ['--pgdata', data, '--username', 'temporal', '--auth', 'trust', '--encoding', 'UTF8'];
      const [file, args] = unprivileged(join(programs, 'initdb'), initdb);
      await run(file, args, { cwd: folder });
    }
    const [port = 0] = await freePorts(1);
    const listen = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
    const [file, args] = unprivileged(join(programs, 'postgres'), [
      ...['-D', data],
      ...[...listen, ...settings].flatMap((setting) => ['-c', setting]),
    ]);
    const server = ServerProcess.start('postgres', file, args, join(folder, 'postgres.log'));
    const postgres = new Postgres(port, server);
    try {
      const ask = ['--host', '127.0.0.1', '--port', String(port), '--username', 'temporal', '--quiet'];
      await server.ready(async () => {
        await run(join(programs, 'pg_isready'), ask);
        return true;
      });
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return postgres;
  }

  get pid(): number {
    return this.server.pid;
  }

  async stop(): Promise<void> {
    // Its "fast" shutdown: TERM would wait until the last client has gone. What is dirty is written first.
    this.server.signal('SIGINT');
    await waitUntil('PostgreSQL has ended', () => !this.server.running, { timeoutMs: SHUTDOWN_MS });
  }
}
