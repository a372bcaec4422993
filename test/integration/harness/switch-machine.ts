import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from './child.js';
import { NetworkNamespace, run } from './network-namespace.js';

const schema = '/usr/share/openvswitch/vswitch.ovsschema';

/** A real Open vSwitch in a network namespace and a folder of its own: what the agent finds on one machine. */
export class SwitchMachine {
  readonly #pods: NetworkNamespace[] = [];
  #database: ServerProcess | undefined;
  #daemon: ServerProcess | undefined;

  private constructor(
    readonly directory: string,
    readonly namespace: NetworkNamespace,
    private readonly tool: string,
  ) {}

  /** @param tool path of statewright-cni */
  static async start(tool: string): Promise<SwitchMachine> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-switch-'));
    const machine = new SwitchMachine(directory, await NetworkNamespace.make(), tool);
    try {
      await mkdir(machine.runDirectory);
      await run('ovsdb-tool', 'create', join(directory, 'conf.db'), schema);
      await machine.startDatabase();
      await machine.startSwitch();
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** Where its sockets are. */
  get runDirectory(): string {
    return join(this.directory, 'run');
  }

  get ovsdbSocket(): string {
    return join(this.runDirectory, 'db.sock');
  }

  /** The worker that makes links, in the namespace of this machine. */
  get linkTool(): readonly [string, ...string[]] {
    return ['/usr/sbin/ip', 'netns', 'exec', this.namespace.name, this.tool, 'links'];
  }

  /** The same as one program, for processes that are told a path. */
  async linkProgram(): Promise<string> {
    const file = join(this.directory, 'link-tool');
    await writeFile(file, `#!/bin/sh\nexec ${this.linkTool.slice(0, -1).join(' ')} "$@"\n`, { mode: 0o755 });
    return file;
  }

  async startDatabase(): Promise<void> {
    const database = join(this.directory, 'conf.db');
    const socket = this.ovsdbSocket;
    this.#database = this.#start('ovsdb-server', [database, `--remote=punix:${socket}`]);
    await this.#database.ready(async () => (await this.vsctl('get', 'Open_vSwitch', '.', 'cur_cfg')) !== '');
  }

  async startSwitch(): Promise<void> {
    this.#daemon = this.#start('ovs-vswitchd', [`unix:${this.ovsdbSocket}`]);
    const socket = join(this.runDirectory, 'ovs-vswitchd.ctl');
    await this.#daemon.ready(async () => (await run('ovs-appctl', '-t', socket, 'version')) !== '');
  }

  async killSwitch(): Promise<void> {
    await this.#daemon?.kill();
  }

  async stopDatabase(): Promise<void> {
    await this.#database?.stop();
  }

  /** Only for what a test wants to see or break; the product does without. */
  async vsctl(...args: readonly string[]): Promise<string> {
    return run('ovs-vsctl', '--no-wait', '--timeout=5', `--db=unix:${this.ovsdbSocket}`, ...args);
  }

  async flows(bridge: string): Promise<readonly string[]> {
    const target = `unix:${join(this.runDirectory, `${bridge}.mgmt`)}`;
    const text = await run('ovs-ofctl', '-O', 'OpenFlow14', '--no-stats', 'dump-flows', target);
    return text.split('\n').filter((line) => line.includes('cookie='));
  }

  async links(): Promise<readonly string[]> {
    return (await this.namespace.exec('ls', '/sys/class/net')).trim().split(/\s+/);
  }

  /** Whether programs other than the switch still run in its namespace. */
  async workersRun(): Promise<boolean> {
    const own = [this.#daemon, this.#database].map((server) => String(server?.pid));
    const pids = (await run('ip', 'netns', 'pids', this.namespace.name)).split('\n');
    return pids.some((pid) => pid !== '' && !own.includes(pid));
  }

  /** The network namespace of a new sandbox. */
  async sandbox(): Promise<NetworkNamespace> {
    const pod = await NetworkNamespace.make();
    this.#pods.push(pod);
    return pod;
  }

  async stop(): Promise<void> {
    await this.#daemon?.stop();
    await this.#database?.stop();
    await Promise.all([this.namespace, ...this.#pods].map((namespace) => namespace.remove()));
    await rm(this.directory, { recursive: true, force: true });
  }

  #start(name: string, args: readonly string[]): ServerProcess {
    const environment = ['OVS_RUNDIR', 'OVS_LOGDIR', 'OVS_DBDIR'].map((key) => `${key}=${this.runDirectory}`);
    const control = join(this.runDirectory, `${name}.ctl`);
    const pid = join(this.runDirectory, `${name}.pid`);
    const inNamespace = ['netns', 'exec', this.namespace.name, '/usr/bin/env', ...environment];
    const all = [...inNamespace, name, ...args, `--unixctl=${control}`, `--pidfile=${pid}`, '--no-chdir'];
    return ServerProcess.start('ip', '/usr/sbin/ip', all, join(this.directory, `${name}.log`));
  }
}
