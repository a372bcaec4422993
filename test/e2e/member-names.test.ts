import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../integration/harness/wait-until.js';
import { KafkaMembers } from './harness/kafka-members.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
let kafka: KafkaMembers;

beforeAll(async () => {
  stack = openStack();
  kafka = new KafkaMembers(stack, `e2e-kafka-${Date.now().toString(36)}`);
  await kafka.create();
  await kafka.ready();
});

afterAll(async () => {
  await kafka.delete();
  await stack.close();
});

describe('a system whose servers send clients on to members by name', () => {
  it('is used from a host outside of Kubernetes: it follows the names to each member', async () => {
    const servers = ['--bootstrap-server', kafka.bootstrap];
    let topic = '';
    await waitUntil(
      'a topic with a partition on each member is made from outside',
      async () => {
        const made = kafka.client(
          'TopicCommand',
          ...servers,
          ...['--create', '--if-not-exists', '--topic', 'shared', '--partitions', '2'],
          ...['--replication-factor', '1'],
        );
        topic = await made.catch(() => '');
        return topic !== '';
      },
      { timeoutMs: 120_000, everyMs: 1_000 },
    );
    const description = await kafka.client('TopicCommand', ...servers, '--describe', '--topic', 'shared');
    const leaders = new Set(Array.from(description.matchAll(/Leader: (\d)/g), ([, id]) => id));
    expect(leaders).toEqual(new Set(['0', '1']));

    const produced = await kafka.client(
      'ProducerPerformance',
      ...['--topic', 'shared', '--num-records', '200', '--record-size', '100', '--throughput', '-1'],
      ...['--producer-props', `bootstrap.servers=${kafka.bootstrap}`, 'batch.size=200'],
    );
    expect(produced).toMatch(/200 records sent/);
    const offsets = await kafka.client('GetOffsetShell', ...servers, '--topic', 'shared');
    const counts = Array.from(offsets.matchAll(/^shared:\d:(\d+)$/gm), ([, count]) => Number(count));
    expect(counts).toHaveLength(2);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});
