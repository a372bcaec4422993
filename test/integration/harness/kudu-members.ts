import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withDefaults } from '../../../api/defaults.js';
import type { DistributedClusterSpec, NodeType } from '../../../api/distributed-cluster.js';
import { memberPodName, type Member, type MemberAccess, type MemberPod } from '../../../api/membership.js';
import { configurationFiles } from '../../../catalog/kudu/configuration.js';
import { memberHost } from '../../../catalog/member-host.js';
import { paths } from '../../../catalog/kudu/paths.js';
import { kuduRules, masterPort } from '../../../catalog/kudu/rules.js';
import { startScript } from '../../../catalog/kudu/start-script.js';
import { kuduFolder } from '../../../stack/images/kudu.js';
import { cacheFolder } from '../../harness/cache-folder.js';
import { kuduCluster } from '../../harness/kudu-cluster.js';
import { ServerProcess } from './child.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);
const home = kuduFolder({ cache: cacheFolder });
const environment = { SASL_PATH: join(home, 'lib/sasl2') };

/** No server of time is in reach of a test; a cluster that takes its time from the machine needs one that is synchronised. */
export const unsynchronised = {
  unlock_unsafe_flags: true,
  unlock_experimental_flags: true,
  time_source: 'system_unsync',
} as const;

/**
 * The members of a Kudu cluster as processes on loopback, each with an address of its own in 127/8 and the catalog's ports.
 * They start from what the catalog renders, by its own script; names and paths alone are put in place of those of pods.
 */
export class KuduMembers {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #signal = new AbortController().signal;

  private constructor(
    private readonly directory: string,
    /** Second and third octet of the addresses, so that two clusters can run side by side. */
    private readonly network: string,
    private readonly spec: DistributedClusterSpec,
  ) {}

  static async prepare(network: string, nodeTypes: readonly NodeType[]): Promise<KuduMembers> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-kudu-'));
    const { spec } = kuduCluster({ nodeTypes: [...nodeTypes] });
    return new KuduMembers(directory, network, withDefaults(spec, kuduRules));
  }

  async start(member: Member): Promise<void> {
    const name = this.podName(member);
    const folder = join(this.directory, name);
    const cluster = { ...kuduCluster(), spec: this.spec };
    const nodeType = this.spec.nodeTypes.find((candidate) => candidate.name === member.nodeType);
    if (nodeType === undefined) throw new Error(`no node type ${member.nodeType}`);
    const files = configurationFiles(cluster, nodeType).data as Readonly<Record<string, string>>;
    const given = join(folder, paths.given);
    await mkdir(given, { recursive: true });
    await mkdir(join(folder, paths.temporary), { recursive: true });
    for (const volume of nodeType.volumes ?? []) {
      await mkdir(join(folder, 'var/lib/kudu', volume.name), { recursive: true });
    }
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(given, file), this.onLoopback(content, folder));
    }
    const script = startScript
      .replaceAll('$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc', '$POD_IP')
      .replaceAll('hostname -f', 'echo $POD_IP')
      .replaceAll(`${paths.home}/`, `${home}/`)
      .replaceAll(`${paths.given}/`, `${given}/`);
    const words = Object.entries({ ...environment, ROLE: member.nodeType, POD_IP: this.address(member) });
    const log = join(this.directory, `${name}.log`);
    const variables = words.map(([key, value]) => `${key}=${value}`);
    this.#processes.set(
      name,
      ServerProcess.start(name, '/usr/bin/env', [...variables, 'sh', '-c', script], log),
    );
  }

  /** What is said of names and paths in a pod, said of this machine. */
  private onLoopback(text: string, folder: string): string {
    const all = this.spec.nodeTypes.flatMap(({ name, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => ({ nodeType: name, ordinal })),
    );
    return all
      .reduce((replaced, one) => replaced.replaceAll(memberHost(kuduCluster(), one), this.address(one)), text)
      .replaceAll(/(?<==)\/tmp$/gm, join(folder, 'tmp'))
      .replaceAll(paths.home, home)
      .replaceAll('/var/lib/kudu', join(folder, 'var/lib/kudu'));
  }

  address({ nodeType, ordinal }: Member): string {
    return `127.${this.network}.${(nodeType === 'master' ? 100 : 10) + ordinal}`;
  }

  podName(member: Member): string {
    return memberPodName(kuduCluster().name, member);
  }

  process(member: Member): ServerProcess {
    const found = this.#processes.get(this.podName(member));
    if (found === undefined) throw new Error(`${this.podName(member)} was not started`);
    return found;
  }

  /** Waits for the condition; fails at once, with the end of its log, when a member that was started has ended before. */
  async until(what: string, condition: () => Promise<boolean>, timeoutMs = 90_000): Promise<void> {
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
    const pods: MemberPod[] = this.spec.nodeTypes.flatMap(({ name, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => {
        const one = { nodeType: name, ordinal };
        const running = this.#processes.get(this.podName(one))?.running ?? false;
        return {
          ...one,
          name: this.podName(one),
          address: running ? this.address(one) : undefined,
          ready: running,
        };
      }),
    );
    const { namespace, name, uid } = kuduCluster();
    return {
      endpoints: pods
        .filter(({ nodeType, ready }) => nodeType === 'master' && ready)
        .map(({ address }) => `http://${address ?? ''}:${masterPort}`),
      members: pods.length,
      signal: this.#signal,
      cluster: { namespace, name, uid, spec: this.spec },
      member,
      pods,
    };
  }

  masters(): string {
    const { replicas = 1 } = this.spec.nodeTypes.find(({ name }) => name === 'master') ?? {};
    return Array.from({ length: replicas }, (_, ordinal) =>
      this.address({ nodeType: 'master', ordinal }),
    ).join(',');
  }

  /** Kudu's own tool; resolves with what it prints. */
  async tool(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(join(home, 'bin/kudu'), args, {
      maxBuffer: 64 << 20,
      env: { ...process.env, ...environment },
    });
    return stdout;
  }

  async end(): Promise<void> {
    const all = [...this.#processes.values()];
    await Promise.all(all.filter(({ running }) => running).map((process) => process.kill()));
    await rm(this.directory, { recursive: true, force: true });
  }

  /** As a machine that loses its power. */
  async kill(member: Member): Promise<void> {
    await this.process(member).kill();
    this.#processes.delete(this.podName(member));
  }

  /** As Kubernetes ends a pod. */
  async stop(member: Member): Promise<void> {
    const process = this.process(member);
    process.signal('SIGTERM');
    await waitUntil(`${this.podName(member)} has ended`, () => !process.running, { timeoutMs: 60_000 });
    this.#processes.delete(this.podName(member));
  }
}
