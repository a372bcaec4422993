import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterToRender, ComponentRules } from '../../../api/component.js';
import { withDefaults } from '../../../api/defaults.js';
import type { NodeType } from '../../../api/distributed-cluster.js';
import { memberPodName, type Member, type MemberAccess, type MemberPod } from '../../../api/membership.js';
import { memberHost } from '../../../catalog/member-host.js';
import { leavingPort } from '../../../catalog/hadoop/leaving-hosts.js';
import { configurationFiles, type HadoopMember } from '../../../catalog/hadoop/objects.js';
import { leavingFile, paths } from '../../../catalog/hadoop/paths.js';
import { hadoop } from '../../../stack/images/hadoop.js';
import { jarsFolder } from '../../../stack/images/jars.js';
import { cacheFolder } from '../../harness/cache-folder.js';
import { projectRoot } from '../../harness/project-root.js';
import { ServerProcess } from './child.js';
import { NamedNamespaces } from './named-namespaces.js';
import { waitUntil } from './wait-until.js';

export const hadoopJars = jarsFolder({ cache: cacheFolder }, hadoop);
export const logging = join(projectRoot, 'stack/images/hadoop/log4j.properties');

/** What of a component is needed to start its members. */
export interface HadoopSystem {
  readonly rules: ComponentRules;
  member(cluster: ClusterToRender, nodeType: NodeType): HadoopMember;
}

/**
 * Members of HDFS or YARN as processes, each in a network namespace with the name and the ports that its pod would have.
 * They start from what the catalog renders, by its own script; paths alone are put in place of those of pods.
 */
export class HadoopMembers {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #beside = new Map<string, ServerProcess>();
  readonly #mayEnd = new Set<string>();
  readonly #signal = new AbortController().signal;

  private constructor(
    readonly directory: string,
    readonly namespaces: NamedNamespaces,
    private readonly system: HadoopSystem,
    private readonly cluster: ClusterToRender,
  ) {}

  static async prepare(
    network: string,
    system: HadoopSystem,
    given: ClusterToRender,
  ): Promise<HadoopMembers> {
    const cluster = { ...given, spec: withDefaults(given.spec, system.rules) };
    const directory = await mkdtemp(join(tmpdir(), 'statewright-hadoop-'));
    const names = everyone(cluster).map((member) => memberHost(cluster, member));
    const namespaces = await NamedNamespaces.make(network, [...names, 'client']);
    for (const web of ['hdfs', 'datanode']) {
      const folder = join(directory, 'home/web/webapps', web, 'WEB-INF');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'web.xml'), '<web-app/>');
    }
    return new HadoopMembers(directory, namespaces, system, cluster);
  }

  /** `formed` is false only for the members of the first hour. */
  async start(member: Member, formed: boolean): Promise<void> {
    const name = this.podName(member);
    this.#mayEnd.delete(name);
    const folder = join(this.directory, name);
    const nodeType = this.cluster.spec.nodeTypes.find((candidate) => candidate.name === member.nodeType);
    if (nodeType === undefined) throw new Error(`no node type ${member.nodeType}`);
    const rendered = this.system.member(this.cluster, nodeType);
    const manifest = configurationFiles({ ...this.cluster, formed }, nodeType, rendered);
    const files = manifest.data as Readonly<Record<string, string>>;
    const given = join(folder, 'given');
    await mkdir(given, { recursive: true });
    await mkdir(join(folder, 'tmp'), { recursive: true });
    for (const volume of nodeType.volumes ?? []) {
      await mkdir(join(folder, 'var', volume.name), { recursive: true });
    }
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(given, file), this.onThisMachine(content, folder));
    }
    const host = memberHost(this.cluster, member);
    const script = this.onThisMachine(rendered.script, folder).replace('hostname -f', `echo ${host}`);
    const environment = {
      HADOOP_USER_NAME: 'hadoop',
      CLASSPATH: `${given}:${this.directory}/home/web:${hadoopJars}/*`,
      HADOOP_JAVA_OPTIONS: rendered.javaOptions.replaceAll(/-Xm([sx])\d+m/g, (_, which) =>
        which === 's' ? '-Xms32m' : '-Xmx192m',
      ),
      JDK_JAVA_OPTIONS: `-Djava.io.tmpdir=${folder}/tmp -XX:ReservedCodeCacheSize=48m`,
    };
    this.#processes.set(name, this.inside(host, name, environment, 'sh', '-c', script));
    if (rendered.decidesWhoLeaves && this.#beside.get(name)?.running !== true) {
      const file = this.onThisMachine(leavingFile(nodeType.volumes?.[0]?.name ?? ''), folder);
      const address = this.namespaces.address(host);
      const served = { POD_IP: address, LEAVING_FILE: file, LEAVING_PORT: String(leavingPort) };
      const program = join(given, 'leaving-server.cjs');
      this.#beside.set(name, this.inside(host, `${name}-leaving`, served, process.execPath, program));
    }
  }

  /** Starts a program where this name is at home. */
  inside(
    host: string,
    name: string,
    environment: Readonly<Record<string, string>>,
    ...command: readonly string[]
  ): ServerProcess {
    const [program = '', ...words] = this.namespaces.prefix(host);
    const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const args = [...words, 'env', ...variables, ...command];
    return ServerProcess.start(program, program, args, this.logFile(name));
  }

  private onThisMachine(text: string, folder: string): string {
    return text
      .replaceAll('/var/lib/hadoop', join(folder, 'var'))
      .replaceAll(`${paths.home}/lib`, hadoopJars)
      .replaceAll(paths.given, join(folder, 'given'))
      .replaceAll(/-Dlog4j.configuration=\S+/g, `-Dlog4j.configuration=file:${logging}`)
      .replaceAll('<value>/tmp</value>', `<value>${folder}/tmp</value>`);
  }

  logFile(name: string): string {
    return join(this.directory, `${name}.log`);
  }

  podName(member: Member): string {
    return memberPodName(this.cluster.name, member);
  }

  address(member: Member): string {
    return this.namespaces.address(memberHost(this.cluster, member));
  }

  process(member: Member): ServerProcess {
    const found = this.#processes.get(this.podName(member));
    if (found === undefined) throw new Error(`${this.podName(member)} was not started`);
    return found;
  }

  /** Waits for the condition; fails at once, with the end of its log, when a member that was started has ended before. */
  async until(what: string, condition: () => Promise<boolean>, timeoutMs = 120_000): Promise<void> {
    const ended = (): ServerProcess | undefined =>
      [...this.#processes, ...this.#beside]
        .filter(([name, { running }]) => !running && !this.#mayEnd.has(name))
        .map(([, process]) => process)
        .at(0);
    const holds = async (): Promise<boolean> => ended() !== undefined || condition();
    await waitUntil(what, holds, { timeoutMs, everyMs: 500 });
    const dead = ended();
    if (dead !== undefined) throw new Error(`until ${what}, one has ended:\n${dead.tail()}`);
  }

  /** From now on, until it is started again, nobody minds that it ends: a NodeManager does when it has left. */
  mayEnd(member: Member): void {
    this.#mayEnd.add(this.podName(member));
  }

  /** What an activity would have found: a pod for each member whose process runs. */
  access(member: Member): MemberAccess {
    const { namespace, name, uid, spec } = this.cluster;
    const pods: MemberPod[] = everyone(this.cluster)
      .filter((one) => this.#processes.get(this.podName(one))?.running === true)
      .map((one) => ({ ...one, name: this.podName(one), address: this.address(one), ready: true }));
    return {
      endpoints: pods
        .filter(({ nodeType }) => nodeType === this.system.rules.exposed)
        .map(({ address }) => `http://${address ?? ''}:${this.system.rules.clientPort}`),
      members: everyone(this.cluster).length,
      signal: this.#signal,
      cluster: { namespace, name, uid, spec },
      member,
      pods,
    };
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

  async end(): Promise<void> {
    const all = [...this.#processes.values(), ...this.#beside.values()];
    await Promise.all(all.filter(({ running }) => running).map((process) => process.kill()));
    await this.namespaces.remove();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function everyone({ spec }: ClusterToRender): readonly Member[] {
  return spec.nodeTypes.flatMap(({ name, replicas }) =>
    Array.from({ length: replicas }, (_, ordinal) => ({ nodeType: name, ordinal })),
  );
}
