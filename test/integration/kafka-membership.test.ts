import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Member } from '../../api/membership.js';
import { kafkaHealth } from '../../catalog/kafka/health.js';
import { KafkaMembers } from './harness/kafka-members.js';

const broker = (ordinal: number): Member => ({ nodeType: 'broker', ordinal });
const controller = (ordinal: number): Member => ({ nodeType: 'controller', ordinal });

describe('a Kafka of three brokers and a controller', () => {
  let kafka: KafkaMembers;

  beforeAll(async () => {
    kafka = await KafkaMembers.prepare('44.1', [
      { name: 'controller', replicas: 1 },
      { name: 'broker', replicas: 3 },
    ]);
    for (const member of [controller(0), broker(0), broker(1), broker(2)]) await kafka.start(member, false);
    await kafka.until(
      'all four have joined',
      async () => (await kafkaHealth(kafka.access(broker(0)))).state === 'Healthy',
      60_000,
    );
  });

  afterAll(async () => {
    await kafka.end();
  });

  it('counts itself', async () => {
    expect(await kafkaHealth(kafka.access(broker(0)))).toEqual({
      state: 'Healthy',
      summary: '4 of 4 members, 0 partitions',
      joined: 4,
    });
  });
});
