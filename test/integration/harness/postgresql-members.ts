import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { withDefaults } from '../../../api/defaults.js';
import type { ClusterConfig, DistributedClusterSpec } from '../../../api/distributed-cluster.js';
import { memberPodName, type Member, type MemberAccess } from '../../../api/membership.js';
import { patroniYaml } from '../../../catalog/postgresql/configuration.js';
import { paths } from '../../../catalog/postgresql/paths.js';
import { clientPort, postgresqlRules } from '../../../catalog/postgresql/rules.js';
import { startScript } from '../../../catalog/postgresql/start-script.js';
import { projectRoot } from '../../harness/project-root.js';
import { ServerProcess } from './child.js';
import { PostgresqlWorld } from './postgresql-world.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);
const server = (ordinal: number): Member => ({ nodeType: 'server', ordinal });
/** PostgreSQL refuses to be root; Debian's user for it has a name, which initdb asks for. */
const asPostgres = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

/**
 * The members of a PostgreSQL cluster as processes on loopback, each with an address of its own in 127/8 and the catalog's ports,
 * with a real API server that holds their leader. They start from what the catalog renders, by its own script, with the account
 * and the rights that the platform gives them; paths alone are put in place of those of pods.
 */
export class PostgresqlMembers {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #clients: ServerProcess[] = [];
  readonly #signal = new AbortController().signal;
  readonly #killAll = (): void => {
    for (const ordinal of [0, 1, 2]) this.#killPostmaster(server(ordinal));
  };

  private constructor(
    private readonly directory: string,
    /** Second and third octet of the addresses, so that two clusters can run side by side. */
    private readonly network: string,
    private readonly world: PostgresqlWorld,
  ) {
    process.once('exit', this.#killAll);
  }

  static async prepare(network: string): Promise<PostgresqlMembers> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-postgresql-'));
    await chmod(directory, 0o755);
    const world = await PostgresqlWorld.start();
    await writeFile(join(directory, 'kubeconfig'), await world.memberKubeconfig(), { mode: 0o644 });
    return new PostgresqlMembers(directory, network, world);
  }

  /** Makes the member's pod known and starts it. */
  async start(member: Member): Promise<void> {
    const name = this.podName(member);
    const folder = join(this.directory, name);
    const { cluster } = this.world;
    const [nodeType] = this.#spec().nodeTypes;
    if (nodeType === undefined) throw new Error('there is no node type');
    await this.world.makePod(member, this.address(member));
    await mkdir(join(folder, 'tmp'), { recursive: true });
    await mkdir(join(folder, 'var/lib/postgresql/data'), { recursive: true });
    const given = patroniYaml({ ...cluster, spec: this.#spec() }, nodeType)
      .replaceAll(/(?<=[ :])\/tmp/g, join(folder, 'tmp'))
      .replaceAll(' /var/lib/postgresql', ` ${join(folder, 'var/lib/postgresql')}`);
    const patroni = z.looseObject({ kubernetes: z.looseObject({}) }).parse(parse(given));
    const file = stringify({ ...patroni, kubernetes: { ...patroni.kubernetes, context: 'test' } });
    await writeFile(join(folder, 'patroni.yml'), file);
    await run('chown', ['-R', 'postgres:postgres', folder]);
    const script = startScript
      .replaceAll(`${paths.given}/patroni.yml`, join(folder, 'patroni.yml'))
      .replaceAll('=/tmp', `=${join(folder, 'tmp')}`);
    const environment = {
      POD_NAME: name,
      POD_NAMESPACE: cluster.namespace,
      POD_IP: this.address(member),
      DATA_DIRECTORY: this.#dataDirectory(member),
      KUBECONFIG: join(this.directory, 'kubeconfig'),
      ...(await this.world.passwordEnvironment()),
    };
    const words = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const command = [...asPostgres, '/usr/bin/env', '-C', folder, ...words, 'sh', '-c', script];
    this.#processes.set(name, ServerProcess.start(name, '/usr/bin/setpriv', command, this.logFile(name)));
  }

  /** As Kubernetes ends a pod, which is gone then. */
  async stop(member: Member): Promise<void> {
    const process = this.#process(member);
    process.signal('SIGTERM');
    await waitUntil(`${this.podName(member)} has ended`, () => !process.running, { timeoutMs: 90_000 });
    // With a container's first process all others go.
    this.#killPostmaster(member);
    this.#processes.delete(this.podName(member));
    await this.world.removePod(member);
  }

  /** As a machine that loses its power: Kubernetes still has the pod. */
  async kill(member: Member): Promise<void> {
    const { pid } = this.#process(member);
    process.kill(pid, 'SIGKILL');
    this.#killPostmaster(member);
    await waitUntil('it is dead', () => !this.#process(member).running, { timeoutMs: 10_000 });
    this.#processes.delete(this.podName(member));
  }

  /** Replaces the owner's settings, and has the platform act on it. */
  async configure(config: ClusterConfig): Promise<void> {
    await this.world.configure(config);
  }

  address({ ordinal }: Member): string {
    return `127.${this.network}.${10 + ordinal}`;
  }

  podName(member: Member): string {
    return memberPodName(this.world.cluster.name, member);
  }

  /** Waits for the condition; fails at once, with the end of its log, when a member that was started has ended before. */
  async until(what: string, condition: () => Promise<boolean>, timeoutMs = 120_000): Promise<void> {
    await waitUntil(
      what,
      async () => {
        for (const [name, process] of this.#processes) {
          if (!process.running) throw new Error(`${name} has ended:\n${process.tail()}`);
        }
        return condition();
      },
      { timeoutMs, everyMs: 500 },
    );
  }

  /** What an activity would have found: a pod for each member whose process runs. */
  access(member: Member): MemberAccess {
    const pods = [0, 1, 2].map((ordinal) => {
      const one = server(ordinal);
      const ready = this.#processes.get(this.podName(one))?.running ?? false;
      return { ...one, name: this.podName(one), address: ready ? this.address(one) : undefined, ready };
    });
    const { namespace, name, uid } = this.world.cluster;
    return {
      endpoints: pods.flatMap(({ address }) => (address ? [`http://${address}:${clientPort}`] : [])),
      members: pods.length,
      signal: this.#signal,
      cluster: { namespace, name, uid, spec: this.#spec() },
      member,
      pods,
      secret: (secret) => this.world.readSecret(secret),
    };
  }

  /** What a query of the superuser prints, asked of one member, or of the one that takes writes. */
  async query(sql: string, member?: Member): Promise<readonly string[]> {
    const { stdout } = await run('/usr/bin/psql', ['-X', '-A', '-t', '-c', sql, this.#dsn(member)], {
      env: { ...process.env, PGPASSWORD: await this.world.superuserPassword() },
      maxBuffer: 64 << 20,
    });
    return stdout.trim().split('\n');
  }

  /** A client that writes until it is stopped; what it prints is in the log. */
  async load(log: string): Promise<ServerProcess> {
    const script = join(projectRoot, 'test/integration/harness/postgresql-load.py');
    const password = `PGPASSWORD=${await this.world.superuserPassword()}`;
    const command = [password, '/usr/bin/python3', script, this.#dsn()];
    const process = ServerProcess.start('load', '/usr/bin/env', command, this.logFile(log));
    this.#clients.push(process);
    return process;
  }

  async linesOf(log: string, word: string): Promise<readonly string[]> {
    const lines = (await readFile(this.logFile(log), 'utf8').catch(() => '')).split('\n');
    return lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  }

  logFile(name: string): string {
    return join(this.directory, `${name}.log`);
  }

  async end(): Promise<void> {
    const all = [...this.#processes.values(), ...this.#clients];
    await Promise.all(all.filter(({ running }) => running).map((process) => process.kill()));
    this.#killAll();
    process.off('exit', this.#killAll);
    await this.world.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  #spec(): DistributedClusterSpec {
    return withDefaults(this.world.cluster.spec, postgresqlRules);
  }

  #dsn(member?: Member): string {
    const hosts = member ? this.address(member) : [0, 1, 2].map((it) => this.address(server(it))).join(',');
    const which = member ? 'any' : 'read-write';
    return `host=${hosts} user=postgres dbname=postgres connect_timeout=3 target_session_attrs=${which}`;
  }

  #process(member: Member): ServerProcess {
    const found = this.#processes.get(this.podName(member));
    if (found === undefined) throw new Error(`${this.podName(member)} was not started`);
    return found;
  }

  #dataDirectory(member: Member): string {
    return join(this.directory, this.podName(member), 'var/lib/postgresql/data/data');
  }

  /** PostgreSQL outlives a Patroni that is killed; its first line of this file is its process id. */
  #killPostmaster(member: Member): void {
    try {
      const file = readFileSync(join(this.#dataDirectory(member), 'postmaster.pid'), 'utf8');
      process.kill(Number(file.split('\n')[0]), 'SIGKILL');
    } catch {
      // It does not run.
    }
  }
}
