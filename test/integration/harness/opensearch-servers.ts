import { execFile } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { z } from 'zod';
import { ServerProcess } from './child.js';
import { javaHome, serverFiles } from './opensearch-files.js';
import { freePorts } from './ports.js';
import { waitUntil } from './wait-until.js';

/** OpenSearch refuses to run as root; this user needs no account. */
const user = 1000;

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

interface Server {
  readonly name: string;
  readonly folder: string;
  readonly endpoint: string;
  process: ServerProcess | undefined;
}

/** A cluster of real members on loopback, all of which may lead and hold data: `logs-data-0` and so on. */
export class OpensearchServers {
  private constructor(
    private readonly folder: string,
    private readonly home: string,
    private readonly java: string,
    private readonly servers: readonly Server[],
  ) {}

  static async start(members: number): Promise<OpensearchServers> {
    const home = await serverFiles();
    const folder = await mkdtemp(join(tmpdir(), 'statewright-opensearch-'));
    await promisify(execFile)('chmod', ['755', folder]);
    const ports = await freePorts(members * 2);
    const names = Array.from({ length: members }, (_, ordinal) => `logs-data-${ordinal}`);
    const transports = ports.slice(members).map((port) => `127.0.0.1:${port}`);
    const servers = names.map((name, ordinal) => ({
      name,
      folder: join(folder, name),
      endpoint: `http://127.0.0.1:${ports[ordinal] ?? 0}`,
      process: undefined,
    }));
    const cluster = new OpensearchServers(folder, home, await javaHome(), servers);
    for (const [ordinal, server] of servers.entries()) {
      await cluster.#configure(server, {
        'cluster.name': 'team-a.logs',
        'node.name': server.name,
        'node.roles': ['cluster_manager', 'data', 'ingest'],
        'network.host': '127.0.0.1',
        'http.port': ports[ordinal],
        'transport.port': ports[members + ordinal],
        'discovery.seed_hosts': transports,
        'cluster.initial_cluster_manager_nodes': names,
        'node.store.allow_mmap': false,
        'path.data': join(server.folder, 'data'),
        'path.logs': join(server.folder, 'logs'),
      });
    }
    for (const ordinal of servers.keys()) cluster.run(ordinal);
    try {
      await cluster.joined(members);
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  async #configure({ folder }: Server, settings: object): Promise<void> {
    for (const part of ['config', 'data', 'logs', 'temporary']) {
      await mkdir(join(folder, part), { recursive: true });
    }
    const config = join(folder, 'config');
    await cp(join(this.home, 'config'), config, { recursive: true });
    // The JVM's own logs would go to the folder of the server's files, which is not ours to write.
    const options = await readFile(join(config, 'jvm.options'), 'utf8');
    await writeFile(join(config, 'jvm.options'), options.replaceAll(/^.*logs\/.*$/gm, ''));
    await writeFile(join(config, 'log4j2.properties'), logging);
    await writeFile(join(config, 'opensearch.yml'), stringify(settings));
    await promisify(execFile)('chown', ['-R', `${user}:${user}`, folder]);
    await chown(this.folder, user, user);
  }

  #server(ordinal: number): Server {
    const server = this.servers[ordinal];
    if (server === undefined) throw new Error(`there is no member ${ordinal}`);
    return server;
  }

  run(ordinal: number): void {
    const server = this.#server(ordinal);
    const environment = [
      `HOME=${server.folder}`,
      `JAVA_HOME=${this.java}`,
      `OPENSEARCH_PATH_CONF=${server.folder}/config`,
      `OPENSEARCH_TMPDIR=${server.folder}/temporary`,
      'OPENSEARCH_JAVA_OPTS=-Xms512m -Xmx512m',
    ];
    server.process = ServerProcess.start(
      server.name,
      'setpriv',
      [
        ...[`--reuid=${user}`, `--regid=${user}`, '--clear-groups', 'env', ...environment],
        join(this.home, 'bin/opensearch'),
      ],
      join(server.folder, 'output'),
    );
  }

  /** Ends it as Kubernetes does. */
  async stop(ordinal: number): Promise<void> {
    const { process } = this.#server(ordinal);
    process?.signal('SIGTERM');
    await waitUntil(`member ${ordinal} has ended`, () => process?.running !== true, { timeoutMs: 30_000 });
  }

  async kill(ordinal: number): Promise<void> {
    await this.#server(ordinal).process?.kill();
  }

  async joined(members: number): Promise<void> {
    await waitUntil(
      `${members} members have joined`,
      async () => {
        const health = await this.call('GET', `/_cluster/health?wait_for_nodes=${members}&timeout=1s`);
        return z.object({ number_of_nodes: z.int() }).parse(health).number_of_nodes === members;
      },
      { timeoutMs: 150_000, everyMs: 200 },
    ).catch((error: unknown) => {
      const logs = this.servers.map(({ name, process }) => `${name}:\n${process?.tail() ?? ''}`);
      throw new Error(`${String(error)}\n${logs.join('\n')}`);
    });
  }

  /** Endpoints of members whose process runs. */
  get endpoints(): readonly string[] {
    return this.servers.filter(({ process }) => process?.running === true).map(({ endpoint }) => endpoint);
  }

  /** The reply of the first member that answers at all, as a client with several addresses does it. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    let failure: unknown;
    for (const endpoint of this.endpoints) {
      let reply: Response;
      try {
        reply = await fetch(new URL(path, endpoint), {
          method,
          ...(body !== undefined && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
        });
      } catch (error) {
        failure = error;
        continue;
      }
      const text = await reply.text();
      if (reply.status >= 500) {
        failure = new Error(text);
        continue;
      }
      if (!reply.ok && reply.status !== 408) throw new Error(`${method} ${path}: ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    }
    throw failure instanceof Error ? failure : new Error('no member answers');
  }

  /** Whether the process of each member runs, by name. */
  get members(): readonly { readonly name: string; readonly endpoint: string; readonly running: boolean }[] {
    return this.servers.map(({ name, endpoint, process }) => ({
      name,
      endpoint,
      running: process?.running === true,
    }));
  }

  async remove(): Promise<void> {
    await Promise.all(this.servers.map(async ({ process }) => process?.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
