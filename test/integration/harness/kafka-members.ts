import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withDefaults } from '../../../api/defaults.js';
import type { DistributedClusterSpec, NodeType } from '../../../api/distributed-cluster.js';
import { memberPodName, type Member, type MemberAccess, type MemberPod } from '../../../api/membership.js';
import { configurationFiles } from '../../../catalog/kafka/configuration.js';
import { javaOptions } from '../../../catalog/kafka/heap.js';
import { memberHost } from '../../../catalog/member-host.js';
import { paths } from '../../../catalog/kafka/paths.js';
import { clientPort, controllerPort, kafkaRules } from '../../../catalog/kafka/rules.js';
import { startScript } from '../../../catalog/kafka/start-script.js';
import { jarsFolder } from '../../../stack/images/jars.js';
import { kafka } from '../../../stack/images/kafka.js';
import { kafkaCluster } from '../../harness/kafka-cluster.js';
import { cacheFolder } from '../../harness/cache-folder.js';
import { projectRoot } from '../../harness/project-root.js';
import { ServerProcess } from './child.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);
const jars = jarsFolder({ cache: cacheFolder }, kafka);
const log4j = join(projectRoot, 'stack/images/kafka/log4j2.properties');

/**
 * The members of a Kafka cluster as processes on loopback, each with an address of its own in 127/8 and the catalog's ports.
 * They start from what the catalog renders, by its own script; names and paths alone are put in place of those of pods.
 */
export class KafkaMembers {
  readonly #processes = new Map<string, ServerProcess>();
  readonly #clients: ServerProcess[] = [];
  readonly #signal = new AbortController().signal;

  private constructor(
    private readonly directory: string,
    /** Second and third octet of the addresses, so that two clusters can run side by side. */
    private readonly network: string,
    private spec: DistributedClusterSpec,
  ) {}

  static async prepare(network: string, nodeTypes: readonly NodeType[]): Promise<KafkaMembers> {
    const directory = await mkdtemp(join(tmpdir(), 'statewright-kafka-'));
    const { spec } = kafkaCluster({ nodeTypes: [...nodeTypes] });
    return new KafkaMembers(directory, network, withDefaults(spec, kafkaRules));
  }

  /** `formed` is false only for the members of the first hour. */
  async start(member: Member, formed: boolean): Promise<void> {
    const name = this.podName(member);
    const folder = join(this.directory, name);
    const cluster = { ...kafkaCluster(), spec: this.spec, formed };
    const nodeType = this.spec.nodeTypes.find((candidate) => candidate.name === member.nodeType);
    if (nodeType === undefined) throw new Error(`no node type ${member.nodeType}`);
    const files = configurationFiles(cluster, nodeType).data as Readonly<Record<string, string>>;
    const given = join(folder, paths.given);
    await mkdir(given, { recursive: true });
    await mkdir(join(folder, paths.temporary), { recursive: true });
    for (const volume of nodeType.volumes ?? []) {
      await mkdir(join(folder, 'var/lib/kafka', volume.name), { recursive: true });
    }
    for (const [file, content] of Object.entries(files)) {
      await writeFile(join(given, file), this.onLoopback(content, member, folder));
    }
    const script = startScript
      .replaceAll('$POD_NAME.$SERVICE_NAME.$POD_NAMESPACE.svc', '$ADDRESS')
      .replaceAll('hostname -f', 'echo $ADDRESS')
      .replaceAll(/(?<=[ =])\/tmp\//g, `${folder}/tmp/`)
      .replaceAll(`${paths.given}/`, `${given}/`);
    const environment = {
      POD_NAME: name,
      ROLE: member.nodeType,
      NODE_NAME: `machine-${member.ordinal}`,
      ADDRESS: this.address(member),
      CLASSPATH: `${jars}/*`,
      JDK_JAVA_OPTIONS: `-Dlog4j2.configurationFile=${log4j}`,
      KAFKA_JAVA_OPTIONS: javaOptions('512Mi').replace('-Xms256m', '-Xms64m'),
    };
    const words = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const log = join(this.directory, `${name}.log`);
    this.#processes.set(name, ServerProcess.start(name, '/usr/bin/env', [...words, 'sh', '-c', script], log));
  }

  /** What is said of names and paths in a pod, said of this machine. */
  private onLoopback(text: string, member: Member, folder: string): string {
    const address = this.address(member);
    const all = this.spec.nodeTypes.flatMap(({ name, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => ({ nodeType: name, ordinal })),
    );
    const cluster = kafkaCluster();
    const named = all.reduce(
      (replaced, one) => replaced.replaceAll(memberHost(cluster, one), this.address(one)),
      text,
    );
    const controllers = all.filter(({ nodeType }) => nodeType === 'controller');
    return named
      .replaceAll(
        `${cluster.name}-controller.${cluster.namespace}.svc:${controllerPort}`,
        controllers.map((one) => `${this.address(one)}:${controllerPort}`).join(','),
      )
      .replaceAll(/(CONTROLLER|PLAINTEXT):\/\/:/g, `$1://${address}:`)
      .replaceAll('/var/lib/kafka', join(folder, 'var/lib/kafka'));
  }

  address({ nodeType, ordinal }: Member): string {
    return `127.${this.network}.${(nodeType === 'controller' ? 100 : 10) + ordinal}`;
  }

  podName(member: Member): string {
    return memberPodName(kafkaCluster().name, member);
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

  /** Replaces the wish, as an owner would. */
  want(nodeTypes: readonly NodeType[]): void {
    this.spec = withDefaults({ ...this.spec, nodeTypes: [...nodeTypes] }, kafkaRules);
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
    const { namespace, name } = kafkaCluster();
    return {
      endpoints: pods
        .filter(({ nodeType, ready }) => nodeType === 'broker' && ready)
        .map(({ address }) => `http://${address ?? ''}:${clientPort}`),
      members: pods.length,
      signal: this.#signal,
      cluster: { namespace, name, uid: kafkaCluster().uid, spec: this.spec },
      member,
      pods,
    };
  }

  bootstrap(): string {
    return this.access({ nodeType: 'broker', ordinal: 0 })
      .endpoints.map((endpoint) => endpoint.replace('http://', ''))
      .join(',');
  }

  /** Kafka's own command-line programs; resolves with what they print. */
  async program(name: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await run('java', ['-Xmx128m', '-cp', `${jars}/*`, name, ...args], {
      maxBuffer: 64 << 20,
      env: { ...process.env, JDK_JAVA_OPTIONS: '' },
    });
    return stdout;
  }

  /** Kafka's own client that goes on until it is stopped; what it prints is in the file. */
  client(name: string, log: string, ...args: readonly string[]): ServerProcess {
    const file = join(this.directory, log);
    const process = ServerProcess.start(name, 'java', ['-Xmx128m', '-cp', `${jars}/*`, name, ...args], file);
    this.#clients.push(process);
    return process;
  }

  logFile(log: string): string {
    return join(this.directory, log);
  }

  async end(): Promise<void> {
    const all = [...this.#processes.values(), ...this.#clients];
    await Promise.all(all.filter(({ running }) => running).map((process) => process.kill()));
    await rm(this.directory, { recursive: true, force: true });
  }

  /** As a machine that loses its power. */
  async kill(member: Member): Promise<void> {
    await this.process(member).kill();
    this.#processes.delete(this.podName(member));
  }

  /** As Kubernetes ends a pod: a broker hands its leaders over first. */
  async stop(member: Member): Promise<void> {
    const process = this.process(member);
    process.signal('SIGTERM');
    await waitUntil(`${this.podName(member)} has ended`, () => !process.running, { timeoutMs: 60_000 });
    this.#processes.delete(this.podName(member));
  }
}
