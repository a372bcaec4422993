import { describe, expect, it } from 'vitest';
import { postgresqlCluster } from '../../../test/harness/postgresql-cluster.js';
import { member, view } from '../view.fixture.js';
import { restartOrder } from './index.js';
import { judgeSettled, nextOfDrain } from './moves.js';

const primary = member(0, { role: 'primary' });
const standby = member(1, { role: 'synchronous' });
const follows = { state: 'running', role: 'replica' };
const name = (ordinal: number) => `orders-server-${ordinal}`;

describe('what a drain does next', () => {
  it.each([
    ['a member that is not known', view(), 7, undefined, 'Done'],
    ['a member that follows', view(), 2, follows, 'Done'],
    ['a member that is silent', view(), 2, undefined, 'Done'],
    ['a member that cannot start', view(), 2, { state: 'start failed', role: 'demoted' }, 'Done'],
    ['one that is being demoted', view(), 2, { state: 'stopping', role: 'demoted' }, 'Wait'],
    [
      'one that does not know yet that it was deposed',
      view(),
      2,
      { state: 'running', role: 'master' },
      'Wait',
    ],
    ['one that comes up as a standby', view(), 2, { state: 'starting', role: 'replica' }, 'Wait'],
    ['anybody while none leads', view({ members: [member(0), member(1)] }), 0, follows, 'Wait'],
    [
      'a standby of a silent primary',
      view({ members: [{ ...primary, running: false }, standby] }),
      1,
      follows,
      'Wait',
    ],
    [
      'a primary that is silent',
      view({ members: [{ ...primary, running: false }, standby] }),
      0,
      undefined,
      'Wait',
    ],
    ['a primary that nobody can follow', view({ members: [primary] }), 0, follows, 'Wait'],
    ['the primary', view(), 0, { state: 'running', role: 'master' }, 'Switchover'],
  ] as const)('with %s', (_case, given, ordinal, own, expected) => {
    expect(nextOfDrain(given, name(ordinal), own).kind).toBe(expected);
  });

  it('hands over to the synchronous standby, even where another lacks less', () => {
    const members = [primary, member(1), member(2, { role: 'synchronous', lag: 10 })];
    expect(nextOfDrain(view({ members }), name(0), undefined)).toEqual({ kind: 'Switchover', to: name(2) });
  });

  it('hands over to whom lacks least, where commits are asynchronous', () => {
    const members = [primary, member(1, { lag: 20 }), member(2, { lag: 10 })];
    const given = view({ synchronous: 'no', members });
    expect(nextOfDrain(given, name(0), undefined)).toEqual({ kind: 'Switchover', to: name(2) });
  });
});

describe('whether a member has settled', () => {
  it.each([
    ['the primary', view(), 0, true],
    ['a standby that streams', view(), 2, true],
    ['one that is not known', view(), 7, false],
    [
      'one that is being copied',
      view({ members: [primary, member(2, { running: false, state: 'creating replica' })] }),
      2,
      false,
    ],
    [
      'one that does not stream',
      view({ members: [primary, standby, member(2, { streams: false })] }),
      2,
      false,
    ],
    ['one that lacks too much', view({ members: [primary, standby, member(2, { lag: 1001 })] }), 2, false],
    [
      'one of whose lag nobody knows',
      view({ members: [primary, standby, member(2, { lag: undefined })] }),
      2,
      false,
    ],
    ['one on an older timeline', view({ members: [primary, standby, member(2, { timeline: 2 })] }), 2, false],
    ['one before anybody is synchronous', view({ members: [primary, member(2)] }), 2, false],
    ['one where nobody has to be', view({ synchronous: 'no', members: [primary, member(2)] }), 2, true],
  ] as const)('%s', (_case, given, ordinal, expected) => {
    expect(judgeSettled(given, name(ordinal)).done).toBe(expected);
  });
});

describe('the order of restarts', () => {
  it('is the highest ordinal first, then the synchronous standby, then the primary', () => {
    const members = [
      member(0),
      member(1),
      member(2, { role: 'synchronous' }),
      member(3, { role: 'primary' }),
    ];
    const pods = [0, 1, 2, 3].map((ordinal) => ({
      ...{ nodeType: 'server', ordinal, name: name(ordinal), address: undefined, ready: true },
    }));
    const order = restartOrder({ cluster: postgresqlCluster(), pods }, 'server', view({ members }));
    expect(order.map(({ ordinal }) => ordinal)).toEqual([1, 0, 2, 3]);
  });
});
