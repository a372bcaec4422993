import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterView, partition } from '../cluster-view.fixture.js';
import { partitionName, type ClusterView } from '../cluster-view.js';
import { planDrain, planReturn } from './plan.js';

const nobody = new Set<number>();
const shown = (view: ClusterView, broker: number, leaving = nobody) => {
  const plan = planDrain(view, broker, leaving);
  return {
    moves: Object.fromEntries(plan.moves.map((move) => [partitionName(move), move.replicas])),
    moving: plan.moving.map(partitionName),
    staying: plan.staying.map(partitionName),
    lost: plan.lost.map(partitionName),
  };
};
const none = { moves: {}, moving: [], staying: [], lost: [] };

describe('the drain of a broker', () => {
  it.each([
    ['leaves alone what it does not hold', [partition('a-0', [0, 1])], [], none],
    [
      'moves a copy to the broker without one',
      [partition('a-0', [2, 1])],
      [],
      { ...none, moves: { 'a-0': [0, 1] } },
    ],
    ['moves the only copy while it serves', [partition('a-0', [2])], [], { ...none, moves: { 'a-0': [0] } }],
    ['leaves what all others have too', [partition('a-0', [0, 1, 2])], [], { ...none, staying: ['a-0'] }],
    [
      'waits for a move that is under way',
      [partition('a-0', [2, 1, 0], { adding: [0], removing: [2] })],
      [],
      { ...none, moving: ['a-0'] },
    ],
    [
      'moves off a dead one what others have',
      [partition('a-0', [2, 1], { inSync: [1] })],
      [2],
      { ...none, moves: { 'a-0': [0, 1] } },
    ],
    [
      'gives up what only a dead one has',
      [partition('a-0', [2, 1], { inSync: [2] })],
      [2],
      { ...none, lost: ['a-0'] },
    ],
    [
      'moves nothing to a broker that is down',
      [partition('a-0', [2, 1])],
      [0],
      { ...none, staying: ['a-0'] },
    ],
  ])('%s', (_sentence, partitions, fenced, expected) => {
    expect(shown(clusterView({ brokers: 3, partitions, fenced }), 2)).toEqual(expected);
  });

  it('moves nothing to a broker that is to go too', () => {
    const view = clusterView({ brokers: 4, partitions: [partition('a-0', [2, 1])] });
    expect(shown(view, 2, new Set([0])).moves).toEqual({ 'a-0': [3, 1] });
  });

  it('prefers a machine without a copy to a broker with less', () => {
    const racks = ['x', 'y', 'z', 'y'];
    const partitions = [partition('a-0', [2, 1]), partition('b-0', [0]), partition('b-1', [0])];
    expect(shown(clusterView({ brokers: 4, racks, partitions }), 2).moves).toEqual({ 'a-0': [0, 1] });
  });

  it('spreads over the others, keeps every copy and never puts two on one broker', () => {
    const replicas = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(replicas, { maxLength: 60 }), (all) => {
        const partitions = all.map((each, index) => partition(`t-${index}`, each));
        const { moves, staying, lost } = planDrain(clusterView({ brokers: 6, partitions }), 5, nobody);
        expect(moves.length).toBe(all.filter((each) => each.includes(5)).length);
        expect([...staying, ...lost]).toEqual([]);
        for (const move of moves) {
          expect(move.replicas).not.toContain(5);
          expect(new Set(move.replicas).size).toBe(all[move.index]?.length);
        }
      }),
    );
  });
});

describe('the return of a broker', () => {
  it('gives it as many copies as the others have on average, from those with the most', () => {
    const partitions = Array.from({ length: 6 }, (_, index) =>
      partition(`t-${index}`, [index % 2, (index + 1) % 2]),
    );
    const moves = planReturn(clusterView({ brokers: 3, partitions }), 2, nobody);
    expect(moves.length).toBe(4);
    for (const { replicas } of moves) expect(replicas).toContain(2);
  });

  it.each([
    ['has its share', [partition('t-0', [0, 2]), partition('t-1', [1, 2])]],
    ['finds nothing in the cluster', []],
    ['has on its way what makes its share', [partition('t-0', [0, 1, 2], { adding: [2], removing: [1] })]],
  ])('moves nothing when it %s', (_what, partitions) => {
    expect(planReturn(clusterView({ brokers: 3, partitions }), 2, nobody)).toEqual([]);
  });
});
