import { describe, expect, it } from 'vitest';
import { kafkaHealth, judge } from './health.js';
import { clusterView, partition, withController } from './cluster-view.fixture.js';

const view = clusterView({
  brokers: 3,
  partitions: [partition('orders-0', [0, 1]), partition('orders-1', [1, 2])],
});

describe('the health', () => {
  it.each([
    ['all there and in sync is healthy', view, 4, 'Healthy', '4 of 4 members, 2 partitions'],
    [
      'a controller without a leader is unhealthy',
      { ...view, quorum: undefined },
      4,
      'Unhealthy',
      '3 brokers answer, but the controllers have no leader.',
    ],
    [
      'a partition without a leader is unhealthy',
      clusterView({ brokers: 3, partitions: [partition('orders-0', [0, 1], { leader: -1 })] }),
      4,
      'Unhealthy',
      '4 of 4 members, 1 partitions, 1 without a leader',
    ],
    [
      'a copy out of sync is degraded',
      clusterView({ brokers: 3, partitions: [partition('orders-0', [0, 1], { inSync: [0] })] }),
      4,
      'Degraded',
      '4 of 4 members, 1 partitions, 1 with copies out of sync',
    ],
    [
      'a copy that a move only now adds is not out of sync',
      clusterView({
        brokers: 3,
        partitions: [partition('orders-0', [0, 1, 2], { inSync: [0, 1], adding: [2], removing: [1] })],
      }),
      4,
      'Healthy',
      '4 of 4 members, 1 partitions, 1 moving',
    ],
    [
      'a broker that is down is degraded',
      clusterView({ brokers: 3, fenced: [2] }),
      4,
      'Degraded',
      '3 of 4 members, 0 partitions',
    ],
    [
      'a controller without a vote is degraded',
      withController(view, { id: 1001, directory: 'x', caughtUp: true }),
      5,
      'Degraded',
      '5 of 5 members, 2 partitions, 1 controllers without a vote',
    ],
    [
      'a controller of which the leader has not heard for long does not count',
      withController(view, { id: 1001, directory: 'x', caughtUp: false }),
      4,
      'Healthy',
      '4 of 4 members, 2 partitions',
    ],
  ])('%s', (_sentence, given, members, state, summary) => {
    expect(judge(given, members)).toMatchObject({ state, summary });
  });

  it.each([
    ['no member is ready', []],
    ['nobody listens', ['http://127.0.0.1:1']],
  ])('cannot be had when %s', async (_what, endpoints) => {
    const { signal } = new AbortController();
    await expect(kafkaHealth({ endpoints, members: 4, signal })).rejects.toMatchObject({
      code: 'ComponentUnavailable',
      kind: 'Unavailable',
    });
  });
});
