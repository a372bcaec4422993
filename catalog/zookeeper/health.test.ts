import { describe, expect, it } from 'vitest';
import type { ServerState } from './admin.js';
import { judge, zookeeperHealth } from './health.js';

const state = (id: number, fields: Partial<ServerState> = {}): ServerState => ({
  id,
  leads: id === 1,
  serving: true,
  voters: [1, 2, 3],
  observers: 0,
  ...fields,
});
const three = [state(1), state(2), state(3)];

describe('the health', () => {
  it.each([
    ['all there with their votes is healthy', three, 3, 'Healthy', '3 of 3 members, 3 of 3 votes, led by 1'],
    [
      'nobody who leads is unhealthy',
      [state(1, { leads: false, serving: false }), state(2, { serving: false })],
      3,
      'Unhealthy',
      '2 servers answer, and none of them leads.',
    ],
    [
      'a server that is down is degraded',
      three.slice(0, 2),
      3,
      'Degraded',
      '2 of 3 members, 2 of 3 votes, led by 1',
    ],
    [
      'a server that follows without a vote is degraded and named',
      [...three, state(4)],
      4,
      'Degraded',
      '4 of 4 members, 3 of 3 votes, led by 1, 1 without a vote',
    ],
    [
      'an observer that the leader hears of counts',
      [state(1, { observers: 1 }), state(2), state(3)],
      4,
      'Healthy',
      '4 of 4 members, 3 of 3 votes, led by 1',
    ],
    [
      'a vote whose server has not caught up is missing',
      [state(1), state(2), state(3, { serving: false })],
      3,
      'Degraded',
      '2 of 3 members, 2 of 3 votes, led by 1',
    ],
  ])('%s', (_sentence, states, members, expected, summary) => {
    expect(judge(states, members)).toMatchObject({ state: expected, summary });
  });

  it.each([
    ['no member is ready', []],
    ['nobody listens', ['http://127.0.0.1:1']],
  ])('cannot be had when %s', async (_what, endpoints) => {
    const { signal } = new AbortController();
    await expect(zookeeperHealth({ endpoints, members: 3, signal })).rejects.toMatchObject({
      code: 'ComponentUnavailable',
      kind: 'Unavailable',
    });
  });
});
