import { describe, expect, it } from 'vitest';
import type { ClusterView } from '../cluster-view.js';
import { member, view } from '../view.fixture.js';
import { judgeGuards, type Leaving } from './guards.js';

const primary = member(0, { role: 'primary' });
const standby = member(1, { role: 'synchronous' });
const leaving = (ordinal: number, fields: Partial<Leaving> = {}): Leaving => ({
  name: `orders-server-${ordinal}`,
  departure: 'offline',
  asked: 3,
  ...fields,
});
const failing = (given: ClusterView, who: Leaving) =>
  judgeGuards(given, who)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name);

const fit = 'Another member is fit to be the primary';
const heir = 'The next primary has every commit';

describe('whether a member may go', () => {
  it.each([
    ['the primary, with a synchronous standby', view(), leaving(0), []],
    ['the standby, with another one', view(), leaving(1), []],
    ['one of three that no commit waits for', view(), leaving(2), []],
    [
      'anybody while none leads',
      view({ members: [member(0), member(1), member(2)] }),
      leaving(2),
      ['The cluster has a primary', fit],
    ],
    [
      'another one while the primary is silent',
      view({ members: [{ ...primary, running: false, state: 'not answering' }, standby, member(2)] }),
      leaving(2),
      ['The cluster has a primary'],
    ],
    ['anybody while Patroni is paused', view({ paused: true }), leaving(2), ['Patroni may act']],
    ['the primary that is alone', view({ members: [primary] }), leaving(0), [fit, heir]],
    [
      'the only one for a restart',
      view({ members: [primary] }),
      leaving(0, { departure: 'restart', asked: 1 }),
      [],
    ],
    [
      'the primary whose standbys do not stream',
      view({ members: [primary, { ...standby, streams: false }] }),
      leaving(0),
      [fit, heir],
    ],
    [
      'the primary whose standby lacks too much',
      view({ members: [primary, { ...standby, lag: 1001 }] }),
      leaving(0),
      [fit, heir],
    ],
    [
      'the primary whose standby is on another timeline',
      view({ members: [primary, { ...standby, timeline: 2 }] }),
      leaving(0),
      [fit, heir],
    ],
    [
      'the primary with none that is synchronous',
      view({ members: [primary, member(1), member(2)] }),
      leaving(0),
      [heir],
    ],
    [
      'the primary of asynchronous commits',
      view({ synchronous: 'no', members: [primary, member(1, { lag: 999 })] }),
      leaving(0),
      [],
    ],
    ['the last standby', view({ members: [primary, standby] }), leaving(1), []],
    [
      'the last standby of strict commits',
      view({ synchronous: 'strict', members: [primary, standby] }),
      leaving(1),
      ['Commits go on without the member'],
    ],
    [
      'one that is dead',
      view({ members: [primary, standby, member(2, { running: false, streams: false })] }),
      leaving(2),
      [],
    ],
  ] as const)('%s', (_case, given, who, expected) => {
    expect(failing(given, who)).toEqual(expected);
  });

  it('tells the numbers of the others', () => {
    const given = view({
      members: [
        primary,
        member(1, { lag: 2048, timeline: 2 }),
        member(2, { lag: undefined, streams: false }),
      ],
    });
    expect(judgeGuards(given, leaving(0))[2]).toEqual({
      name: fit,
      holds: false,
      detail:
        '0 of 2 others: orders-server-1 streaming, 2Ki behind, timeline 2; orders-server-2 not streaming, lag unknown, timeline 3',
    });
  });
});
