import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterToRender } from '../../../api/component.js';
import { withDefaults } from '../../../api/defaults.js';
import { memberPodName, type Member, type MemberAccess, type MemberPod } from '../../../api/membership.js';
import { configurationFiles, folders, serverLine } from '../../../catalog/zookeeper/configuration.js';
import { memberHost } from '../../../catalog/member-host.js';
import { firstId } from '../../../catalog/zookeeper/identity.js';
import { paths } from '../../../catalog/zookeeper/paths.js';
import { javaOptions } from '../../../catalog/zookeeper/pods.js';
import { clientPort, zookeeperRules } from '../../../catalog/zookeeper/rules.js';
import { startScript } from '../../../catalog/zookeeper/start-script.js';
import { projectRoot } from '../../harness/project-root.js';
import { zookeeperCluster } from '../../harness/zookeeper-cluster.js';
import { ServerProcess } from './child.js';
import { waitUntil } from './wait-until.js';
import { readAllNodes, zookeeperClasspath, ZookeeperWriter } from './zookeeper-writer.js';

const superuserPassword = 'known-to-this-test-alone';
const logback = join(projectRoot, 'stack/images/zookeeper/logback.xml');

/**
 * The members of a ZooKeeper cluster as processes on loopback, each with an address of its own in 127/8 and the catalog's
 * ports. They start from what the catalog renders, by its own script; names, paths and the addresses that they listen at are
 * put in place of those of pods.
 */
export class ZookeeperMembers {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #writers: ZookeeperWriter[] = [];
  readonly #signal = new AbortController().signal;

  private constructor(
    private readonly directory: string,
    /** Second and third octet of the addresses, so that two clusters can run side by side. */
    private readonly network: string,
    private cluster: ClusterToRender,
  ) {}

  static async prepare(network: string, servers: number, observers = 0): Promise<ZookeeperMembers> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-zookeeper-'));
    const members = new ZookeeperMembers(directory, network, zookeeperCluster());
    members.want(servers, observers);
    return members;
  }

  /** Replaces the wish, as an owner would. */
  want(servers: number, observers = 0): void {
    const nodeTypes = [
      { name: 'server', replicas: servers },
      ...(observers > 0 ? [{ name: 'observer', replicas: observers }] : []),
    ];
    const { spec } = zookeeperCluster({ nodeTypes });
    this.cluster = { ...this.cluster, spec: withDefaults(spec, zookeeperRules) };
  }

  /** `formed` is false only for the members of the first hour. */
  async start(member: Member, formed: boolean): Promise<void> {
    const name = this.podName(member);
    const folder = join(this.directory, name);
    const nodeType = this.cluster.spec.nodeTypes.find((candidate) => candidate.name === member.nodeType);
    if (nodeType === undefined) throw new Error(`no node type ${member.nodeType}`);
    const files = configurationFiles({ ...this.cluster, formed }, nodeType).data as Record<string, string>;
    const given = join(folder, paths.given);
    await mkdir(given, { recursive: true });
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(given, file), this.onLoopback(content, member, folder));
    }
    const script = startScript
      .replaceAll('$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc', '$ADDRESS')
      .replaceAll(`:observer;${clientPort}`, `:observer;$ADDRESS:${clientPort}`)
      .replaceAll(`${paths.given}/`, `${given}/`);
    const { data, log } = folders(nodeType);
    const environment = {
      POD_NAME: name,
      FIRST_ID: firstId(member.nodeType),
      ADDRESS: this.address(member),
      DATA: join(folder, data),
      LOG: join(folder, log),
      CLASSPATH: zookeeperClasspath,
      JDK_JAVA_OPTIONS: `-Dlogback.configurationFile=${logback}`,
      SUPERUSER_PASSWORD: superuserPassword,
      ZOOKEEPER_JAVA_OPTIONS: javaOptions('256Mi').replace('-Xms128m', '-Xms32m'),
    };
    const words = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const output = join(this.directory, `${name}.log`);
    this.#processes.set(
      name,
      ServerProcess.start(name, '/usr/bin/env', [...words, 'sh', '-c', script], output),
    );
  }

  /** What is said of names, addresses and paths in a pod, said of this machine. */
  private onLoopback(text: string, member: Member, folder: string): string {
    const all = this.cluster.spec.nodeTypes.flatMap(({ name, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => ({ nodeType: name, ordinal })),
    );
    return all
      .reduce((replaced, one) => replaced.replaceAll(serverLine(this.cluster, one), this.line(one)), text)
      .replaceAll('quorumListenOnAllIPs=true', 'quorumListenOnAllIPs=false')
      .replaceAll('0.0.0.0', this.address(member))
      .replaceAll('/var/lib/zookeeper', join(folder, 'var/lib/zookeeper'));
  }

  /** Its line in the list of servers: it serves clients at its own address alone. */
  line(member: Member): string {
    const address = this.address(member);
    return serverLine(this.cluster, member)
      .replace(memberHost(this.cluster, member), address)
      .replace(`;${clientPort}`, `;${address}:${clientPort}`);
  }

  address({ nodeType, ordinal }: Member): string {
    return `127.${this.network}.${(nodeType === 'observer' ? 100 : 10) + ordinal}`;
  }

  private podName(member: Member): string {
    return memberPodName(this.cluster.name, member);
  }

  /** Waits for the condition; fails at once, with the end of its log, when a member that was started has ended before. */
  async until(what: string, condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    await waitUntil(
      what,
      async () => {
        for (const [name, process] of this.#processes) {
          if (!process.running) throw new Error(`${name} has ended:\n${process.tail()}`);
        }
        return condition();
      },
      { timeoutMs, everyMs: 300 },
    );
  }

  /** What an activity would have found: a pod for each member whose process runs. */
  access(member: Member): MemberAccess {
    const { namespace, name, uid, spec } = this.cluster;
    const pods: MemberPod[] = spec.nodeTypes.flatMap(({ name: nodeType, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => {
        const one = { nodeType, ordinal };
        const ready = this.#processes.get(this.podName(one))?.running ?? false;
        return { ...one, name: this.podName(one), address: ready ? this.address(one) : undefined, ready };
      }),
    );
    return {
      endpoints: pods
        .filter(({ nodeType, ready }) => nodeType === 'server' && ready)
        .map(({ address }) => `http://${address ?? ''}:${clientPort}`),
      members: pods.length,
      signal: this.#signal,
      cluster: { namespace, name, uid, spec },
      member,
      pods,
      secret: () => Promise.resolve({ password: superuserPassword }),
    };
  }

  private servers(): string {
    const replicas = this.cluster.spec.nodeTypes[0]?.replicas ?? 0;
    return Array.from({ length: replicas }, (_, ordinal) => this.address({ nodeType: 'server', ordinal }))
      .map((address) => `${address}:${clientPort}`)
      .join(',');
  }

  /** A client that writes and reads until it is stopped. */
  writer(): ZookeeperWriter {
    const writer = ZookeeperWriter.start(this.servers(), join(this.directory, 'load.log'));
    this.#writers.push(writer);
    return writer;
  }

  /** All that the client's nodes hold now, by name. */
  readAll(): Promise<ReadonlyMap<string, string>> {
    return readAllNodes(this.servers());
  }

  /** As a machine that loses its power. */
  async kill(member: Member): Promise<void> {
    await this.#process(member).kill();
    this.#processes.delete(this.podName(member));
  }

  /** As Kubernetes ends a pod. */
  async stop(member: Member): Promise<void> {
    const process = this.#process(member);
    process.signal('SIGTERM');
    await waitUntil(`${this.podName(member)} has ended`, () => !process.running, { timeoutMs: 30_000 });
    this.#processes.delete(this.podName(member));
  }

  /** As a volume that is lost with its machine. */
  async empty(member: Member): Promise<void> {
    await rm(join(this.directory, this.podName(member), 'var'), { recursive: true });
  }

  async end(): Promise<void> {
    const all = [...this.#processes.values(), ...this.#writers.map(({ process }) => process)];
    await Promise.all(all.filter(({ running }) => running).map((process) => process.kill()));
    await rm(this.directory, { recursive: true, force: true });
  }

  #process(member: Member): ServerProcess {
    const found = this.#processes.get(this.podName(member));
    if (found === undefined) throw new Error(`${this.podName(member)} was not started`);
    return found;
  }
}
