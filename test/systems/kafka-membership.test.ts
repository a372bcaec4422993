import { readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { askingAny } from '../../catalog/kafka/ask.js';
import { lookAtCluster, type Partition } from '../../catalog/kafka/cluster-view.js';
import { kafkaHealth } from '../../catalog/kafka/health.js';
import { readTopicSettings } from '../../catalog/kafka/membership/configs.js';
import { kafkaMembership } from '../../catalog/kafka/membership/index.js';
import { readMarks } from '../../catalog/kafka/membership/marks.js';
import { KafkaMembers } from '../integration/harness/kafka-members.js';
import type { ServerProcess } from '../integration/harness/child.js';

const broker = (ordinal: number): Member => ({ nodeType: 'broker', ordinal });
const controller = (ordinal: number): Member => ({ nodeType: 'controller', ordinal });

const wish = (controllers: number, rate: number) => [
  { name: 'controller', replicas: controllers },
  { name: 'broker', replicas: 3, config: { 'statewright.move.bytes.per.second': rate } },
];
const fast = 50_000_000;

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('a Kafka of three brokers and a controller', () => {
  let kafka: KafkaMembers;
  const membership = kafkaMembership(({ member }) => kafka.address(member));
  const anybody = () => kafka.access(broker(0));

  const partitionsOf = async (topic: string): Promise<readonly Partition[]> => {
    const { partitions } = await lookAtCluster(anybody());
    return partitions.filter((partition) => partition.topic === topic);
  };
  const heldBy = async (ordinal: number, topic: string) =>
    (await partitionsOf(topic)).filter(({ replicas }) => replicas.includes(ordinal)).length;
  const failing = async (member: Member, departure: Departure) =>
    (await membership.guards(kafka.access(member), departure)).filter(({ holds }) => !holds);
  const done = async (what: string, step: () => Promise<MoveReport>) => {
    const reports: MoveReport[] = [];
    await kafka.until(what, async () => {
      const report = await step();
      reports.push(report);
      return report.done;
    });
    return reports;
  };
  // The broker that is asked may hear of a setting a moment after it was changed.
  const noMarks = () =>
    kafka.until('no mark and no throttle is left', async () => {
      const { leaving, returning, throttled, rate } = await readMarks(askingAny(anybody()));
      return leaving.size + returning.size === 0 && !throttled && !rate;
    });
  const healthy = (what: string) =>
    kafka.until(what, async () => (await kafkaHealth(anybody())).state === 'Healthy');
  const throttled = async (topic: string) =>
    (await readTopicSettings(askingAny(anybody()), [topic])).get(topic)?.throttled;
  const create = (topic: string, partitions: number, copies: number, inSync: number) =>
    kafka.program(
      'org.apache.kafka.tools.TopicCommand',
      ...['--bootstrap-server', kafka.bootstrap(), '--create', '--topic', topic],
      ...['--partitions', String(partitions), '--replication-factor', String(copies)],
      ...['--config', `min.insync.replicas=${inSync}`],
    );

  beforeAll(async () => {
    kafka = await KafkaMembers.prepare('44.1', wish(1, fast));
    for (const member of [controller(0), broker(0), broker(1), broker(2)]) await kafka.start(member, false);
    await healthy('all four have joined');
  });

  afterAll(async () => {
    await kafka.end();
  });

  it('counts itself', async () => {
    expect(await kafkaHealth(anybody())).toEqual({
      state: 'Healthy',
      summary: '4 of 4 members, 0 partitions',
      joined: 4,
    });
  });

  it('lets a broker go and come back under load: every acknowledged record is read back', async () => {
    await create('orders', 6, 2, 1);
    await create('ledger', 1, 3, 2);
    // By itself this program never sends a record again, which others do by default.
    const config = kafka.logFile('producer.properties');
    await writeFile(config, 'retries=1000000\n');
    const producer = kafka.client(
      'org.apache.kafka.tools.VerifiableProducer',
      'producer.log',
      ...[
        '--bootstrap-server',
        kafka.bootstrap(),
        '--topic',
        'orders',
        '--acks',
        '-1',
        '--throughput',
        '100',
        '--producer.config',
        config,
      ],
    );
    const group = ['--group-id', 'readers', '--reset-policy', 'earliest'];
    const consumer = kafka.client(
      'org.apache.kafka.tools.VerifiableConsumer',
      'consumer.log',
      ...['--bootstrap-server', kafka.bootstrap(), '--topic', 'orders', ...group],
    );
    const acknowledged = () => valuesOf('producer.log', 'producer_send_success');
    await kafka.until('records flow', async () => (await acknowledged()).length > 200);
    expect(await failing(broker(2), 'offline')).toEqual([]);

    const drained = await done('broker 2 is drained', () => membership.drain(kafka.access(broker(2))));
    expect(drained[0]?.remaining.partitions).toBeGreaterThan(0);
    expect(drained.at(-1)?.remaining).toEqual({ partitions: 0, bytes: 0 });
    expect(drained.at(-1)?.detail).toContain('stay on it: all other brokers have a copy');
    expect(await heldBy(2, 'orders')).toBe(0);
    expect(await failing(broker(2), 'offline')).toEqual([]);
    const during = (await acknowledged()).length;
    await kafka.stop(broker(2));
    await kafka.until('records flow without it', async () => (await acknowledged()).length > during + 200);

    await kafka.start(broker(2), true);
    await done('nothing of the drain is left', () => membership.undrain(kafka.access(broker(2))));
    await done('broker 2 has settled', () => membership.settle(kafka.access(broker(2))));
    expect(await heldBy(2, 'orders')).toBeGreaterThanOrEqual(3);
    expect(await partitionsOf('orders')).toSatisfy((partitions: readonly Partition[]) =>
      partitions.every(({ leader, replicas, inSync }) => leader === replicas[0] && inSync.length === 2),
    );
    await noMarks();

    await endOf(producer);
    const written = await acknowledged();
    await kafka.until('the consumer has read all', async () => {
      const read = (await readFile(kafka.logFile('consumer.log'), 'utf8')).matchAll(/"count":(\d+)/g);
      return [...read].reduce((sum, [, count]) => sum + Number(count), 0) >= written.length;
    });
    await endOf(consumer);
    const refused = (await readFile(kafka.logFile('producer.log'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"name":"producer_send_error"'));
    expect(refused).toEqual([]);
    const all = await kafka.program(
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      ...[
        '--bootstrap-server',
        kafka.bootstrap(),
        '--topic',
        'orders',
        '--from-beginning',
        '--timeout-ms',
        '10000',
      ],
    );
    const read = new Set(all.trim().split('\n'));
    expect(written.filter((value) => !read.has(value))).toEqual([]);
    process.stdout.write(`${written.length} records acknowledged and read back, none refused\n`);
  });

  it('names the guards that keep a broker', async () => {
    await create('strict', 2, 3, 3);
    await kafka.until('strict is there', async () => (await heldBy(1, 'strict')) === 2);
    expect(await failing(broker(1), 'restart')).toMatchObject([
      {
        name: 'Every partition keeps min.insync.replicas',
        detail: expect.stringContaining('strict-0, strict-1') as string,
      },
    ]);
    expect((await failing(broker(1), 'scale-down')).map(({ name }) => name)).toEqual([
      'Every partition keeps min.insync.replicas',
      'Every partition has another broker to go to',
    ]);
    await kafka.program(
      'org.apache.kafka.tools.TopicCommand',
      ...['--bootstrap-server', kafka.bootstrap(), '--delete', '--topic', 'strict'],
    );
    await kafka.until('strict is gone', async () => (await partitionsOf('strict')).length === 0);
  });

  it('takes a drain back in the middle of it: all is where it was, and no throttle stays', async () => {
    await create('bulk', 4, 1, 1);
    await kafka.program(
      'org.apache.kafka.tools.ProducerPerformance',
      ...['--topic', 'bulk', '--num-records', '8000', '--record-size', '4000', '--throughput', '-1'],
      ...['--producer-props', `bootstrap.servers=${kafka.bootstrap()}`, 'acks=all'],
    );
    kafka.want(wish(1, 200_000));
    const before = await partitionsOf('bulk');
    const [held] = before.filter(({ replicas }) => replicas.length === 1);
    const going = held?.replicas[0] ?? 0;
    const report = await membership.drain(kafka.access(broker(going)));
    expect(report.remaining.bytes).toBeGreaterThan(1_000_000);
    await kafka.until('a move is under way', async () => {
      await membership.drain(kafka.access(broker(going)));
      return (await partitionsOf('bulk')).some(({ removing }) => removing.includes(going));
    });
    await kafka.until('it is throttled', async () => (await throttled('bulk')) === '**');

    await done('the drain is taken back', () => membership.undrain(kafka.access(broker(going))));
    await kafka.until('all is where it was', async () =>
      isDeepStrictEqual(await partitionsOf('bulk'), before),
    );
    await kafka.until('it is throttled no more', async () => (await throttled('bulk')) === '');
    kafka.want(wish(1, fast));
    await done('the broker has settled', () => membership.settle(kafka.access(broker(going))));
    await noMarks();
    await kafka.program(
      'org.apache.kafka.tools.TopicCommand',
      ...['--bootstrap-server', kafka.bootstrap(), '--delete', '--topic', 'bulk'],
    );
  });

  it('drains a broker that is killed in the middle of it from the copies that others have', async () => {
    await create('copied', 6, 2, 1);
    kafka.want(wish(1, 200_000));
    await kafka.program(
      'org.apache.kafka.tools.ProducerPerformance',
      ...['--topic', 'copied', '--num-records', '4000', '--record-size', '4000', '--throughput', '-1'],
      ...['--producer-props', `bootstrap.servers=${kafka.bootstrap()}`, 'acks=all'],
    );
    await membership.drain(kafka.access(broker(1)));
    await kafka.kill(broker(1));
    await kafka.until('its death is noticed', async () =>
      (await lookAtCluster(anybody())).brokers.some(({ id, fenced }) => id === 1 && fenced),
    );
    expect(await failing(broker(1), 'offline')).toEqual([]);
    kafka.want(wish(1, fast));
    await done('the dead broker is drained', () => membership.drain(kafka.access(broker(1))));
    expect(await heldBy(1, 'copied')).toBe(0);

    await kafka.start(broker(1), true);
    await done('nothing of the drain is left', () => membership.undrain(kafka.access(broker(1))));
    await done('broker 1 has settled', () => membership.settle(kafka.access(broker(1))));
    expect(await heldBy(1, 'copied')).toBeGreaterThanOrEqual(3);
    await healthy('all are well again');
  });

  it('gives a new controller its vote and takes it again', async () => {
    kafka.want(wish(2, fast));
    await kafka.start(controller(1), true);
    const one = () => kafka.access(controller(1));
    await done('controller 1 has a vote', () => membership.settle(one()));
    await healthy('both controllers count');
    expect(await membership.restartOrder(anybody(), 'controller')).toEqual([controller(1), controller(0)]);
    expect((await failing(controller(1), 'restart')).map(({ name }) => name)).toEqual([
      'The controllers keep their quorum',
    ]);
    expect(await failing(controller(1), 'offline')).toEqual([]);
    await done('the vote is taken', () => membership.drain(one()));
    await done('the vote is given back', () => membership.undrain(one()));
    await done('the vote is taken for good', () => membership.drain(one()));
    await kafka.stop(controller(1));
    kafka.want(wish(1, fast));
    await healthy('the first controller is enough');
  });

  /** Values of the records of which the producer printed this event. */
  async function valuesOf(log: string, event: string): Promise<readonly string[]> {
    const lines = (await readFile(kafka.logFile(log), 'utf8').catch(() => '')).split('\n');
    return lines
      .filter((line) => line.includes(`"name":"${event}"`))
      .flatMap((line) => /"value":"([^"]*)"/.exec(line)?.[1] ?? []);
  }

  async function endOf(process: ServerProcess): Promise<void> {
    process.signal('SIGTERM');
    await kafka.until('the client has ended', () => Promise.resolve(!process.running));
  }
});
