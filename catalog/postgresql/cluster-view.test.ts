import { describe, expect, it } from 'vitest';
import { viewOf } from './cluster-view.js';
import { judge } from './health.js';
import { agreedSchema, clusterSchema } from './patroni-api.js';
import { member, view } from './view.fixture.js';

/** As Patroni 3.0.2 answers. */
const cluster = clusterSchema.parse({
  members: [
    {
      name: 'a',
      role: 'leader',
      state: 'running',
      api_url: 'http://10.0.0.1:8008/patroni',
      host: '10.0.0.1',
      port: 5432,
      timeline: 2,
    },
    { name: 'b', role: 'sync_standby', state: 'running', host: '10.0.0.2', port: 5432, timeline: 2, lag: 0 },
    { name: 'c', role: 'replica', state: 'creating replica', host: '10.0.0.3', port: 5432, lag: 'unknown' },
  ],
});
const agreed = agreedSchema.parse({ ttl: 30, synchronous_mode: true, maximum_lag_on_failover: 5 });

describe('what Patroni knows', () => {
  it('is read with who streams at this moment', () => {
    expect(viewOf(cluster, agreed, ['b'])).toEqual({
      members: [
        { name: 'a', role: 'primary', running: true, state: 'running', timeline: 2, lag: 0, streams: true },
        {
          name: 'b',
          role: 'synchronous',
          running: true,
          state: 'running',
          timeline: 2,
          lag: 0,
          streams: true,
        },
        {
          name: 'c',
          role: 'replica',
          running: false,
          state: 'creating replica',
          timeline: undefined,
          lag: undefined,
          streams: false,
        },
      ],
      paused: false,
      synchronous: 'yes',
      mostLag: 5,
    });
  });

  it('says of a primary that does not answer that it does not', () => {
    const [primary, standby] = viewOf(cluster, agreed, undefined).members;
    expect(primary).toMatchObject({ role: 'primary', running: false, state: 'not answering' });
    expect(standby?.streams).toBe(false);
  });
});

describe('the health of a cluster', () => {
  const primary = member(0, { role: 'primary' });
  const standby = member(1, { role: 'synchronous' });
  it.each([
    ['none leads', view({ members: [member(0), member(1)] }), 2, 'Unhealthy'],
    ['one is missing', view(), 4, 'Degraded'],
    [
      'one is not running',
      view({ members: [primary, standby, member(2, { state: 'starting', running: false })] }),
      3,
      'Degraded',
    ],
    ['one lacks too much', view({ members: [primary, standby, member(2, { lag: 1001 })] }), 3, 'Degraded'],
    [
      'one is on another timeline',
      view({ members: [primary, standby, member(2, { timeline: 2 })] }),
      3,
      'Degraded',
    ],
    ['nobody is synchronous', view({ members: [primary, member(1)] }), 2, 'Degraded'],
    ['it is paused', view({ paused: true }), 3, 'Degraded'],
    ['all is well', view(), 3, 'Healthy'],
    ['a single one is well', view({ members: [primary] }), 1, 'Healthy'],
  ] as const)('if %s', (_case, given, members, expected) => {
    expect(judge(given, members).state).toBe(expected);
  });
});
