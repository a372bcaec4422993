import { describe, expect, it } from 'vitest';
import { clusterView, tablet, tserver } from './cluster-view.fixture.js';
import { judge } from './health.js';

const three = ['a', 'b', 'c'];
const oneDead = ['a', 'b', tserver('c', { alive: false })];

describe('the health', () => {
  it.each([
    [
      'all there is healthy',
      clusterView(three, [tablet('t', three)]),
      4,
      'Healthy',
      '4 of 4 members, 1 tablets',
    ],
    ['a member not there is degraded', clusterView(three, []), 5, 'Degraded', '4 of 5 members, 0 tablets'],
    [
      'a copy not there is degraded',
      clusterView(oneDead, [tablet('t', three)]),
      4,
      'Degraded',
      '3 of 4 members, 1 tablets, 1 under-replicated',
    ],
    [
      'a copy that is made anew is degraded',
      clusterView([...oneDead, 'd'], [tablet('t', three, { learners: ['d'] })]),
      4,
      'Degraded',
      '4 of 4 members, 1 tablets, 1 recovering',
    ],
    [
      'a tablet without a majority is unhealthy',
      clusterView(oneDead, [tablet('t', ['c'], { copies: 1 }), tablet('u', three)]),
      4,
      'Unhealthy',
      '3 of 4 members, 2 tablets, 1 unavailable, 1 under-replicated',
    ],
  ])('%s', (_what, view, members, state, summary) => {
    expect(judge(view, members)).toMatchObject({ state, summary });
  });
});
