import { describe, expect, it } from 'vitest';
import {
  aPod,
  aSet,
  bothRevisions,
  decideFor,
  offline,
  told,
  type PodCondition,
} from './observation.fixture.js';

const one = aSet({ replicas: 1 });
const [first, highest, lower] = [0, 2, 1];

describe('OrderedReady', () => {
  const rows: readonly [PodCondition, PodCondition, string | undefined][] = [
    ['terminating', 'available', undefined],
    ['available', 'available', 'delete web-2: scaledDown'],
    ['available', 'recovering', 'delete web-2: scaledDown'],
    ['recovering', 'recovering', undefined],
    ['recovering', 'terminating', undefined],
    ['recovering', 'available', 'delete web-2: scaledDown'],
    ['recovering', 'stuck', 'delete web-2: scaledDown'],
    ['stuck', 'starting', 'delete web-2: scaledDown'],
  ];
  it.each(rows)('with the highest condemned pod %s and a lower one %s: %s', (high, low, action) => {
    const pods = [aPod(first), aPod(highest, high), aPod(lower, low)];
    expect(told(decideFor(one, { pods }))).toEqual(action === undefined ? [] : [action]);
  });

  it('ends pods only when all wanted ones are available', () => {
    expect(told(decideFor(one, { pods: [aPod(first, 'starting'), aPod(highest)] }))).toEqual([]);
  });

  it('ends no pod for the sake of an update while one is condemned', () => {
    const pods = [aPod(first, 'available', { age: 'old' }), aPod(lower)];
    expect(told(decideFor(one, { pods, revisions: bothRevisions }))).toEqual(['delete web-1: scaledDown']);
  });

  it('ends pods below a range that begins higher, too', () => {
    const moved = aSet({ replicas: 1, start: 2 });
    expect(told(decideFor(moved, { pods: [aPod(0), aPod(1), aPod(2)] }))).toEqual([
      'delete web-1: scaledDown',
    ]);
  });
});

describe('Parallel', () => {
  it('ends all condemned pods at once, however the others are', () => {
    const set = aSet({ replicas: 1, podManagementPolicy: 'Parallel' });
    const pods = [aPod(0, 'stuck'), aPod(1, 'starting'), aPod(2), aPod(3, 'terminating')];
    expect(told(decideFor(set, { pods }))).toEqual(['delete web-2: scaledDown', 'delete web-1: scaledDown']);
  });
});

describe.each(['OrderedReady', 'Parallel'] as const)(
  'pods of offline ordinals under %s',
  (podManagementPolicy) => {
    const set = aSet({ podManagementPolicy, replicas: 4, offline: offline(1, 2) });

    it('are all ended at once, however the others are, and left alone when terminating', () => {
      const pods = [aPod(0, 'stuck'), aPod(1), aPod(2, 'starting'), aPod(3)];
      expect(told(decideFor(set, { pods }))).toEqual(['delete web-1: offline', 'delete web-2: offline']);
      const going = [aPod(0), aPod(1, 'terminating'), aPod(2, 'terminating'), aPod(3)];
      expect(told(decideFor(set, { pods: going }))).toEqual([]);
    });

    it('hold up neither an update nor a scale-down, so that a dead machine holds up nothing', () => {
      const dead = [aPod(1, 'terminating'), aPod(2, 'terminating')];
      const old = [aPod(0, 'available', { age: 'old' }), aPod(3)];
      expect(told(decideFor(set, { pods: [...dead, ...old], revisions: bothRevisions }))).toEqual([
        'delete web-0: outdated',
      ]);
      expect(told(decideFor(set, { pods: [...dead, aPod(0), aPod(3), aPod(4)] }))).toEqual([
        'delete web-4: scaledDown',
      ]);
    });

    it('do not count against the budget of an update', () => {
      const pods = [aPod(1), aPod(2), aPod(0, 'available', { age: 'old' }), aPod(3)];
      expect(told(decideFor(set, { pods, revisions: bothRevisions }))).toContain('delete web-0: outdated');
    });
  },
);

it('moving offline from one ordinal to another touches no third', () => {
  const moved = aSet({ podManagementPolicy: 'Parallel', offline: offline(2) });
  expect(told(decideFor(moved, { pods: [aPod(0), aPod(2)] }))).toEqual([
    'delete web-2: offline',
    'create web-1',
  ]);
});
