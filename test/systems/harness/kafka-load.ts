import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectKey } from '../../../api/names.js';
import { jarsFolder } from '../../../stack/images/jars.js';
import { kafka } from '../../../stack/images/kafka.js';
import { outsideNamespace } from '../../../stack/network/namespaces.js';
import { outside } from '../../../stack/sample/outside-host.js';
import type { RunningStack } from '../../e2e/harness/running-stack.js';
import { ServerProcess } from '../../integration/harness/child.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import type { LoadResult, SystemLoad } from './system-load.js';

const topic = 'orders';
const recordsPerSecond = 100;

/** Kafka's own producer, and at the end its own consumer, outside of Kubernetes. */
export class KafkaLoad implements SystemLoad {
  #directory = '';
  #producer: ServerProcess | undefined;
  readonly #classpath: string;
  readonly #servers: readonly string[];

  constructor({ stack }: RunningStack, { namespace, name }: ObjectKey) {
    this.#classpath = `${jarsFolder(stack.paths, kafka)}/*`;
    const host = `${name}.${namespace}.svc.${stack.settings.clusterDomain}`;
    this.#servers = ['--bootstrap-server', `${host}:9092`];
  }

  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'statewright-kafka-load-'));
    await waitUntil(
      'a topic is made from outside',
      () =>
        this.#program(
          'org.apache.kafka.tools.TopicCommand',
          ...['--create', '--if-not-exists', '--topic', topic, '--partitions', '6'],
          ...['--replication-factor', '3', '--config', 'min.insync.replicas=2'],
        ).then(
          () => true,
          () => false,
        ),
      { timeoutMs: 120_000, everyMs: 1_000 },
    );
    const config = join(this.#directory, 'producer.properties');
    // By itself this program never sends a record again, which others do by default.
    await writeFile(config, 'retries=1000000\n');
    this.#producer = ServerProcess.start(
      'ip',
      'ip',
      [
        ...['netns', 'exec', outsideNamespace, 'java', '-Xmx128m', '-cp', this.#classpath],
        ...['org.apache.kafka.tools.VerifiableProducer', ...this.#servers, '--topic', topic],
        ...['--acks', '-1', '--throughput', String(recordsPerSecond), '--producer.config', config],
      ],
      this.#log,
    );
  }

  async acknowledged(): Promise<number> {
    return (await this.#values('producer_send_success')).length;
  }

  async finish(): Promise<LoadResult> {
    const producer = this.#producer;
    producer?.signal('SIGTERM');
    await waitUntil('the producer has ended', () => producer?.running !== true, { timeoutMs: 60_000 });
    const written = await this.#values('producer_send_success');
    const all = await this.#program(
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      ...['--topic', topic, '--from-beginning', '--timeout-ms', '15000'],
    );
    const read = new Set(all.trim().split('\n'));
    return {
      acknowledged: written.length,
      lost: written.filter((value) => !read.has(value)),
      failures: await this.#values('producer_send_error'),
    };
  }

  async close(): Promise<void> {
    if (this.#producer?.running === true) await this.#producer.kill();
    if (this.#directory !== '') await rm(this.#directory, { recursive: true, force: true });
  }

  get #log(): string {
    return join(this.#directory, 'producer.log');
  }

  async #program(program: string, ...args: readonly string[]): Promise<string> {
    return outside('java', '-Xmx128m', '-cp', this.#classpath, program, ...this.#servers, ...args);
  }

  /** Values of the records of which the producer printed this event. */
  async #values(event: string): Promise<readonly string[]> {
    const lines = (await readFile(this.#log, 'utf8').catch(() => '')).split('\n');
    return lines
      .filter((line) => line.includes(`"name":"${event}"`))
      .flatMap((line) => /"value":"([^"]*)"/.exec(line)?.[1] ?? []);
  }
}
