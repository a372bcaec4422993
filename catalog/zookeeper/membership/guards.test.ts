import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import type { Ensemble } from './ensemble.js';
import { ensemble } from './ensemble.fixture.js';
import { judgeGuards } from './guards.js';

const failing = (given: Ensemble | undefined, id: number, departure: Departure): readonly string[] =>
  judgeGuards(given, id, departure)
    .filter(({ holds }) => !holds)
    .map(({ name, detail }) => `${name}: ${detail}`);

describe('the guards', () => {
  it.each<[string, Ensemble | undefined, number, Departure, readonly string[]]>([
    ['let one of three go', ensemble({ servers: 3 }), 2, 'offline', []],
    ['let one of three restart', ensemble({ servers: 3 }), 2, 'restart', []],
    ['let one of three go that is dead already', ensemble({ servers: 3, away: [2] }), 2, 'offline', []],
    ['let an observer go', ensemble({ servers: 1, observers: [101] }), 101, 'offline', []],
    ['let one go that has no vote', ensemble({ servers: 3, voteless: [4] }), 4, 'scale-down', []],
    [
      'keep one of three while another is away',
      ensemble({ servers: 3, away: [3] }),
      2,
      'offline',
      [
        'A majority of the servers stays: Without server 2 there are 1 of 3 servers, 2 are needed once its vote is taken.',
        'Every other server is in sync: 1 of 2 other servers have what the leader has, not so 3.',
      ],
    ],
    [
      'keep one of five while another is away, for it is not in sync',
      ensemble({ servers: 5, away: [5] }),
      2,
      'restart',
      ['Every other server is in sync: 3 of 4 other servers have what the leader has, not so 5.'],
    ],
    [
      'keep one of two from a restart',
      ensemble({ servers: 2 }),
      2,
      'restart',
      ['A majority of the servers stays: Without server 2 there are 1 of 2 servers, 2 are needed.'],
    ],
    ['let one of two go once its vote is taken', ensemble({ servers: 2 }), 2, 'scale-down', []],
    ['let the only one restart', ensemble({ servers: 1 }), 1, 'restart', []],
    [
      'keep the only one',
      ensemble({ servers: 1 }),
      1,
      'offline',
      ['A majority of the servers stays: Server 1 is the only one: 0 of 1 would stay, 1 is needed.'],
    ],
    [
      'keep everybody while nobody leads',
      undefined,
      1,
      'restart',
      ['The servers have a leader: None of those that answer leads.'],
    ],
  ])('%s', (_sentence, given, id, departure, expected) => {
    expect(failing(given, id, departure)).toEqual(expected);
  });
});
