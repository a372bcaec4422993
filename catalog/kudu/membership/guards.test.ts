import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import { clusterView, tablet, tserver } from '../cluster-view.fixture.js';
import type { ClusterView, Tablet } from '../cluster-view.js';
import { masterGuards, tserverGuards, type Space } from './guards.js';

const member = { nodeType: 'tserver', ordinal: 2 };
const room: Space = { bytes: 10, free: 100 };
const four = ['a', 'b', 'c', 'd'];
const whole = [tablet('t', ['a', 'b', 'c'])];
const withDead = (dead: string, tablets: readonly Tablet[] = whole): ClusterView =>
  clusterView(
    four.map((uuid) => tserver(uuid, { alive: uuid !== dead })),
    tablets,
  );
const poor = 'No tablet is under-replicated or unavailable';
const few = 'The tablet servers that stay are as many as a tablet has copies';
const full = 'Free space on the others covers what moves';
const majority = 'Every tablet keeps a majority of its copies';

describe('the guards of tablet server c', () => {
  it.each<readonly [string, ClusterView, Departure, Space, readonly string[]]>([
    ['let it go when all is well', clusterView(four, whole), 'offline', room, []],
    ['let it be taken away for good when all is well', clusterView(four, whole), 'scale-down', room, []],
    [
      'keep it when three would be left of three',
      clusterView(['a', 'b', 'c'], whole),
      'offline',
      room,
      [few],
    ],
    [
      'keep it when another is in maintenance mode',
      clusterView(['a', 'b', 'c', tserver('d', { maintenance: true })], whole),
      'offline',
      room,
      [few],
    ],
    ['keep it when a copy is lost elsewhere', withDead('a'), 'offline', room, [poor, few]],
    ['let it go when it is dead itself', withDead('c'), 'offline', room, []],
    [
      'keep it when the others are full',
      clusterView(four, whole),
      'offline',
      { bytes: 10, free: 10 },
      [full],
    ],
    [
      'keep it when nobody knows how full the others are',
      clusterView(four, whole),
      'offline',
      { bytes: 10, free: undefined },
      [full],
    ],
    ['let it go when nothing moves', clusterView(four), 'offline', { bytes: 0, free: undefined }, []],
    [
      'let it restart whatever room there is',
      clusterView(four, whole),
      'restart',
      { bytes: 10, free: 1 },
      [],
    ],
    [
      'let it restart with the only copy',
      clusterView(four, [tablet('t', ['c'], { copies: 1 })]),
      'restart',
      room,
      [],
    ],
    ['let no restart take the majority', withDead('a'), 'restart', room, [poor, majority]],
  ])('%s', (_what, view, departure, space, failing) => {
    const guards = tserverGuards(view, 'c', member, departure, space);
    expect(guards.filter(({ holds }) => !holds).map(({ name }) => name)).toEqual(failing);
  });

  it('tell their numbers, and name three tablets of many', () => {
    const many = ['t', 'u', 'v', 'w'].map((id) => tablet(id, ['a', 'b', 'c']));
    const guards = tserverGuards(withDead('a', many), 'c', member, 'offline', room);
    expect(guards.map(({ detail }) => detail)).toEqual([
      '4 of 4 tablets: facts t, facts u, facts v, ….',
      '2 stay, the most copies of a table are 3.',
      '10 bytes move, 100 bytes are free on the others beside a tenth of their disks.',
    ]);
  });
});

describe('the guard of a master', () => {
  const masters = (alive: readonly boolean[]): ClusterView => ({
    ...clusterView([]),
    masters: alive.map((one, index) => ({ host: `m${index}`, alive: one, leads: index === 0 })),
  });

  it.each<readonly [string, readonly boolean[], Departure, boolean]>([
    ['the only one may restart', [true], 'restart', true],
    ['the only one may not go', [true], 'offline', false],
    ['one of three may go', [true, true, true], 'offline', true],
    ['one of three may not go when another is away', [true, true, false], 'offline', false],
    ['one of three that is away itself may go', [false, true, true], 'offline', true],
    ['one of three may not restart when another is away', [true, true, false], 'restart', false],
  ])('%s', (_what, alive, departure, holds) => {
    expect(masterGuards(masters(alive), 'm0', departure)).toMatchObject([
      { name: 'The masters keep their quorum', holds },
    ]);
  });
});
