import { describe, expect, it } from 'vitest';
import { clusterView, dataNode } from './cluster-view.fixture.js';
import { judge } from './health.js';

describe('health of HDFS', () => {
  it.each([
    ['safe mode', clusterView({ safeMode: 'Safe mode is ON.' }), 5, 'Unhealthy'],
    ['a missing block', clusterView({ missing: 1 }), 5, 'Unhealthy'],
    ['a block with too few copies', clusterView({ fewCopies: 1 }), 5, 'Degraded'],
    ['a corrupt block', clusterView({ corrupt: 1 }), 5, 'Degraded'],
    ['a member less than wanted', clusterView(), 6, 'Degraded'],
    [
      'a dead member',
      clusterView({ dataNodes: [dataNode(0), dataNode(1, { alive: false })] }),
      3,
      'Degraded',
    ],
    ['nothing wrong', clusterView(), 5, 'Healthy'],
  ])('with %s', (_what, view, members, state) => {
    expect(judge(view, members).state).toBe(state);
  });

  it('says what is wrong with its numbers', () => {
    const view = clusterView({
      missing: 2,
      fewCopies: 3,
      dataNodes: [dataNode(0, { leaving: 'under way' })],
    });
    expect(judge(view, 5).summary).toBe(
      '2 of 5 members, 2 blocks missing, 3 with too few copies, 1 members leaving',
    );
  });
});
