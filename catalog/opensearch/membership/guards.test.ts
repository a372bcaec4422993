import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import type { Departing } from './departing.js';
import { judgeGuards } from './guards.js';
import { copy, excluding, node, picture } from './picture.fixture.js';
import type { ClusterPicture } from './picture.js';

const leaving = (fields: Partial<Departing> = {}): Departing => ({
  name: 'a',
  nodeType: 'data',
  asked: 3,
  departure: 'offline',
  otherEntrances: undefined,
  ...fields,
});

const blocked = (view: ClusterPicture, member: Departing): readonly string[] =>
  judgeGuards(view, member)
    .filter(({ holds }) => !holds)
    .map(({ name, detail }) => `${name}: ${detail}`);

describe('the guards of a member', () => {
  const shared = ['x 0 p a', 'x 0 r b'];

  it.each(['offline', 'scale-down', 'restart'] as const)(
    'let it go for %s from a healthy cluster',
    (departure) => {
      expect(blocked(picture(shared), leaving({ departure }))).toEqual([]);
    },
  );

  it('are shown with their numbers when they hold', () => {
    expect(judgeGuards(picture(shared), leaving({ otherEntrances: 2 }))).toEqual([
      { name: 'No shard is lost already', holds: true, detail: 'the cluster is green' },
      { name: 'No copy waits for a place', holds: true, detail: 'none waits' },
      {
        name: 'No shard would be left without a copy',
        holds: true,
        detail: '0 of 1 shard on a without another copy',
      },
      { name: 'Shards are allowed to move', holds: true, detail: 'cluster.routing.allocation.enable is all' },
      {
        name: 'Free space on the others covers what moves',
        holds: true,
        detail: '10 bytes in 1 shard to move, 100 bytes free on the others up to the low watermark of 85%',
      },
      { name: 'The masters keep a majority', holds: true, detail: '2 of 3 masters would stay, 2 are needed' },
      {
        name: 'Others have the roles of the member',
        holds: true,
        detail: 'data, ingest: others have them too',
      },
      {
        name: 'Clients find another member',
        holds: true,
        detail: '2 other ready members at the address of the cluster',
      },
    ]);
  });

  const paused = { allocation: { excluded: [], enable: 'none', lowWatermark: '85%', diskThreshold: true } };
  it.each<[string, ClusterPicture, Partial<Departing>, readonly string[]]>([
    [
      'a red cluster',
      picture([...shared, copy('y 0 p -'), copy('y 1 p -')], { status: 'red' }),
      {},
      [
        'No shard is lost already: the cluster is red: 2 shards without any copy: y[0], y[1]',
        'No copy waits for a place: 2 copies of y[0], y[1] without a place',
      ],
    ],
    [
      'copies that wait for a place',
      picture([...shared, 'y 0 p b', 'y 0 r -'], { status: 'yellow' }),
      {},
      ['No copy waits for a place: 1 copy of y[0] without a place'],
    ],
    [
      'a restart that takes shards away meanwhile',
      picture(['x 0 p a', 'x 1 p a', 'x 2 p a', 'x 3 p a', 'y 0 p a', 'y 0 r b']),
      { departure: 'restart' },
      [
        'No shard would be left without a copy: 4 of 5 shards on a without another copy: x[0], x[1], x[2] and 1 more; reads and writes of them would fail while it restarts',
      ],
    ],
    [
      'a copy elsewhere that is about to leave too',
      picture(['x 0 p a', 'x 0 r b'], excluding('b', 'c')),
      {},
      [
        'No shard would be left without a copy: 1 of 1 shard on a without another copy: x[0], and no other data member stays',
        'Free space on the others covers what moves: 10 bytes in 1 shard to move, 0 bytes free on the others up to the low watermark of 85%; no place for x[0] (10 bytes)',
        'Others have the roles of the member: a is the last with data, ingest',
      ],
    ],
    [
      'allocation that is switched off',
      picture(shared, paused),
      {},
      [
        'Shards are allowed to move: cluster.routing.allocation.enable is none, and 1 shard would have to move',
      ],
    ],
    [
      'the last member that clients reach',
      picture(shared),
      { otherEntrances: 0 },
      ['Clients find another member: no other member is ready at the address of the cluster'],
    ],
    [
      'the last data member',
      picture(['x 0 p a'], {
        nodes: [node('a'), ...['b', 'c'].map((name) => node(name, { roles: ['cluster_manager'] }))],
      }),
      {},
      [
        'No shard would be left without a copy: 1 of 1 shard on a without another copy: x[0], and no other data member stays',
        'Free space on the others covers what moves: 10 bytes in 1 shard to move, 0 bytes free on the others up to the low watermark of 85%; no place for x[0] (10 bytes)',
        'Others have the roles of the member: a is the last with data, ingest',
      ],
    ],
  ])('block on %s', (_what, view, member, sentences) => {
    expect(blocked(view, leaving(member))).toEqual(sentences);
  });

  it.each<[string, ClusterPicture, Partial<Departing>]>([
    ['the only copy of a shard that can move first', picture(['x 0 p a']), {}],
    ['more copies than members, whatever leaves', picture(['x 0 p a', 'x 0 r b', 'x 0 r c', 'x 0 r -']), {}],
    ['allocation that is switched off when nothing moves', picture(['x 0 p b'], paused), {}],
    [
      'the restart of the only entrance',
      picture(shared),
      { departure: 'restart' satisfies Departure, asked: 1, otherEntrances: 0 },
    ],
    [
      'the restart of the only data member that was asked for',
      picture(['x 0 p a'], {
        nodes: [node('a'), ...['b', 'c'].map((name) => node(name, { roles: ['cluster_manager'] }))],
      }),
      { departure: 'restart' satisfies Departure, asked: 1 },
    ],
    ['a member that is gone already', picture(['x 0 p b'], { nodes: [node('b'), node('c')] }), {}],
  ])('let pass %s', (_what, view, member) => {
    expect(blocked(view, leaving(member))).toEqual([]);
  });
});
