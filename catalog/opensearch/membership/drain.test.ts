import { describe, expect, it } from 'vitest';
import { judgeDrain, judgeGone, judgeStuck, type Explanation, type Stuck } from './drain.js';
import { copy, excluding, node, picture } from './picture.fixture.js';

const moving: Stuck = { kind: 'Moving' };
const without = (id: string) => ({
  voting: { config: ['id-a', 'id-b', 'id-c'].filter((one) => one !== id), excluded: ['a'] },
});

describe('a drain', () => {
  it.each([
    [
      'is done when nothing is left',
      picture(['x 0 p b'], without('id-a')),
      moving,
      { done: true, detail: 'no shard is left to move from a', remaining: { shards: 0, bytes: 0, votes: 0 } },
    ],
    [
      'is not done while shards are left',
      picture(['x 0 p a', 'x 1 p a'], without('id-a')),
      moving,
      { done: false, detail: '2 shards (20 bytes) left on a', remaining: { shards: 2, bytes: 20, votes: 0 } },
    ],
    [
      'is done with copies for which no member is left',
      picture(['x 0 p a', 'x 0 r b', 'x 0 r c'], without('id-a')),
      moving,
      {
        done: true,
        detail: 'no shard is left to move from a; 1 copy kept that others have and no other member may take',
        remaining: { shards: 0, bytes: 0, votes: 0 },
      },
    ],
    [
      'is done with copies that may go nowhere',
      picture(['x 0 p a', 'x 0 r b'], without('id-a')),
      { kind: 'NoPlaceAllowed' } as const,
      {
        done: true,
        detail: 'no shard is left to move from a; 1 copy kept that others have and no other member may take',
        remaining: { shards: 0, bytes: 0, votes: 0 },
      },
    ],
    [
      'says why a shard waits',
      picture(['x 0 p a'], without('id-a')),
      { kind: 'Waits', copy: copy('x 0 p a'), reason: 'b says the disk is full' } as const,
      {
        done: false,
        detail: '1 shard (10 bytes) left on a; x[0] cannot move: b says the disk is full',
        remaining: { shards: 1, bytes: 10, votes: 0 },
      },
    ],
    [
      'is not done while the vote is counted',
      picture([], { voting: { config: ['id-a', 'id-b'], excluded: ['a'] } }),
      moving,
      {
        done: false,
        detail: 'no shard is left to move from a; its vote is still counted',
        remaining: { shards: 0, bytes: 0, votes: 1 },
      },
    ],
    [
      'is not done while the member leads',
      picture([], { ...without('id-a'), leader: 'a' }),
      moving,
      {
        done: false,
        detail: 'no shard is left to move from a; its vote is still counted',
        remaining: { shards: 0, bytes: 0, votes: 1 },
      },
    ],
    [
      'of a member that does not vote does not speak of votes',
      picture([], { nodes: [node('a', { roles: ['data'] })] }),
      moving,
      { done: true, detail: 'no shard is left to move from a', remaining: { shards: 0, bytes: 0 } },
    ],
  ])('%s', (_sentence, view, stuck, report) => {
    expect(judgeDrain(view, 'a', stuck)).toEqual(report);
  });
});

describe('a member that is away', () => {
  const others = { nodes: [node('b'), node('c')] };

  it.each([
    ['is drained when nothing is missing', ['x 0 p b', 'x 0 r c'], {}, true, 0],
    [
      'is drained when only members for more copies are missing',
      ['x 0 p b', 'x 0 r c', 'x 0 r -'],
      {},
      true,
      0,
    ],
    ['is not while copies are made up for', ['x 0 p b', 'x 0 r -'], {}, false, 1],
    ['is not while copies come up', ['x 0 p b'], { initializing: 1 }, false, 1],
    ['is not when it took a shard with it', ['x 0 p -', 'x 1 p b'], {}, false, 1],
  ])('%s', (_sentence, copies, fields, done, shards) => {
    expect(judgeGone(picture(copies, { ...others, ...fields }), 'a')).toMatchObject({
      done,
      remaining: { shards, bytes: 0 },
    });
  });

  it('is told with what cannot be moved and what is under way', () => {
    expect(judgeGone(picture(['x 0 p -', 'y 0 p b', 'y 0 r -'], others), 'a').detail).toBe(
      'a is not in the cluster; 1 shard cannot be moved, no other copy is there: x[0]; 1 copy is being made up for on the others',
    );
  });
});

describe('a copy that does not move', () => {
  const refused = (...deciders: string[]): Explanation => ({
    can_move_to_other_node: 'no',
    node_allocation_decisions: deciders.map((decider, index) => ({
      node_name: ['b', 'c'][index] ?? '',
      deciders: [{ decider, decision: 'NO', explanation: `because of ${decider}` }],
    })),
  });
  const shared = ['x 0 p a', 'x 0 r b'];

  it.each([
    [
      'has to wait its turn',
      shared,
      {},
      { ...refused(), can_move_to_other_node: 'throttled' as const },
      'Moving',
    ],
    ['has no place for good', shared, {}, refused('same_shard', 'awareness'), 'NoPlaceAllowed'],
    ['waits when it is the only copy', ['x 0 p a'], {}, refused('awareness', 'awareness'), 'Waits'],
    ['waits for space', shared, {}, refused('same_shard', 'disk_threshold'), 'Waits'],
    [
      'has no place for good where space is missing only on members that leave',
      shared,
      excluding('c'),
      refused('same_shard', 'disk_threshold'),
      'NoPlaceAllowed',
    ],
  ])('%s', (_sentence, copies, fields, explanation, kind) => {
    expect(judgeStuck(picture(copies, fields), 'a', copy('x 0 p a'), explanation).kind).toBe(kind);
  });

  it('says who refuses it and why', () => {
    expect(
      judgeStuck(picture(shared), 'a', copy('x 0 p a'), refused('same_shard', 'disk_threshold')),
    ).toMatchObject({
      reason: 'c says because of disk_threshold',
    });
  });
});
