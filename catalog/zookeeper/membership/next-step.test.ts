import { describe, expect, it } from 'vitest';
import { ensemble } from './ensemble.fixture.js';
import { restartOrder } from './index.js';
import { nextOfDrain, nextOfReturn, nextOfUndrain, type NextStep } from './next-step.js';

const three = ensemble({ servers: 3 });
const four = ensemble({ servers: 3, voteless: [4] });

describe('the next step', () => {
  it.each<[string, NextStep, NextStep['change'], boolean]>([
    ['of a drain takes a server off the list', nextOfDrain(three, 2), 'leave', false],
    [
      'of a drain takes a dead server off the list',
      nextOfDrain(ensemble({ servers: 3, away: [2] }), 2),
      'leave',
      false,
    ],
    [
      'of a drain takes an observer off the list',
      nextOfDrain(ensemble({ servers: 1, observers: [101] }), 101),
      'leave',
      false,
    ],
    ['of a drain is none for one that is off the list', nextOfDrain(three, 4), undefined, true],
    [
      'of a drain is to wait while one off the list leads',
      nextOfDrain(ensemble({ servers: 3, leader: 4 }), 4),
      undefined,
      false,
    ],
    ['of a drain is none for the only one', nextOfDrain(ensemble({ servers: 1 }), 1), undefined, true],
    [
      'of a return is to wait for one that does not serve',
      nextOfReturn(three, 4, 'participant'),
      undefined,
      false,
    ],
    ['of a return puts one that serves on the list', nextOfReturn(four, 4, 'participant'), 'join', false],
    ['of a return is none for one on the list', nextOfReturn(three, 2, 'participant'), undefined, true],
    ['of a return gives one its role', nextOfReturn(three, 2, 'observer'), 'join', false],
    [
      'of a cancelled drain puts one that serves on the list',
      nextOfUndrain(four, 4, 'participant'),
      'join',
      false,
    ],
    [
      'of a cancelled drain is none for one that is gone',
      nextOfUndrain(three, 5, 'participant'),
      undefined,
      true,
    ],
  ])('%s', (_sentence, step, change, done) => {
    expect([step.change, step.report.done]).toEqual([change, done]);
    expect(step.report.remaining).toEqual({ servers: done ? 0 : 1 });
  });
});

describe('the order of restarts', () => {
  const pods = [0, 1, 2].map((ordinal) => ({ nodeType: 'server', ordinal }));
  it.each([
    [undefined, [2, 1, 0]],
    [3, [1, 0, 2]],
    [1, [2, 1, 0]],
    // An observer's id is none of a server's.
    [101, [2, 1, 0]],
  ])('has the leader %s last', (leader, expected) => {
    const order = restartOrder([...pods, { nodeType: 'observer', ordinal: 0 }], 'server', leader);
    expect(order.map(({ ordinal }) => ordinal)).toEqual(expected);
  });
});
