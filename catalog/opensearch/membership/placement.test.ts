import { describe, expect, it } from 'vitest';
import { copy, excluding, node, picture } from './picture.fixture.js';
import { isExcluded, shardName } from './picture.js';
import { leavingCopies, soleCopies, unassignedCopies } from './placement.js';

const names = (copies: readonly Parameters<typeof shardName>[0][]) => copies.map(shardName);

describe('copies on a member that leaves', () => {
  it.each([
    ['move while another member has none', ['logs 0 p a', 'logs 0 r b'], {}, ['logs[0]'], []],
    ['stay when all others have one', ['logs 0 p a', 'logs 0 r b', 'logs 0 r c'], {}, [], ['logs[0]']],
    [
      'stay when all others that do not leave have one',
      ['logs 0 p a', 'logs 0 r b'],
      excluding('c'),
      [],
      ['logs[0]'],
    ],
    [
      'move when the others have it on a member that leaves too',
      ['logs 0 p a', 'logs 0 r b'],
      excluding('b'),
      ['logs[0]'],
      [],
    ],
    [
      'move when the copies on the others are not complete',
      [
        'logs 0 p a',
        copy('logs 0 r b', { state: 'INITIALIZING' }),
        copy('logs 0 r c', { state: 'INITIALIZING' }),
      ],
      {},
      ['logs[0]'],
      [],
    ],
    [
      'count before they have come',
      [copy('logs 0 p b', { state: 'RELOCATING', to: 'a' })],
      {},
      ['logs[0]'],
      [],
    ],
    [
      'move, though nowhere, when there is no other member',
      ['logs 0 p a'],
      { nodes: [node('a')] },
      ['logs[0]'],
      [],
    ],
  ])('%s', (_sentence, copies, fields, movable, superfluous) => {
    const leaving = leavingCopies(picture(copies, fields), 'a');
    expect(names(leaving.movable)).toEqual(movable);
    expect(names(leaving.superfluous)).toEqual(superfluous);
  });

  it.each([
    ['no other copy', ['logs 0 p a', 'logs 0 r -'], ['logs[0]']],
    ['a copy that is coming up', ['logs 0 p a', copy('logs 0 r b', { state: 'INITIALIZING' })], ['logs[0]']],
    ['a copy on a member that has left meanwhile', ['logs 0 p a', 'logs 0 r gone'], ['logs[0]']],
    ['a copy', ['logs 0 p a', 'logs 0 r b'], []],
    ['a copy that moves', ['logs 0 p a', copy('logs 0 r b', { state: 'RELOCATING' })], []],
  ])('are the only ones or not: %s elsewhere', (_sentence, copies, sole) => {
    const view = picture(copies);
    expect(names(soleCopies(view, 'a', view.nodes))).toEqual(sole);
  });
});

describe('copies without a place', () => {
  it.each([
    ['of a replica that a member could take wait', ['logs 0 p a', 'logs 0 r b', 'logs 0 r -'], {}, 0, 1],
    [
      'of a replica that no member is left for are as expected',
      ['logs 0 p a', 'logs 0 r b', 'logs 0 r c', 'logs 0 r -'],
      {},
      1,
      0,
    ],
    [
      'of a primary are never as expected',
      ['logs 0 p -', 'logs 0 r a', 'logs 0 r b', 'logs 0 r c'],
      {},
      0,
      1,
    ],
    [
      'are as expected when the others are kept free',
      ['logs 0 p a', 'logs 0 r -'],
      excluding('b', 'c'),
      1,
      0,
    ],
  ])('%s', (_sentence, copies, fields, explained, unexplained) => {
    const unassigned = unassignedCopies(picture(copies, fields));
    expect(unassigned.explained).toHaveLength(explained);
    expect(unassigned.unexplained).toHaveLength(unexplained);
  });
});

describe('a name in the exclusion', () => {
  it.each([
    ['logs-data-1', 'logs-data-1', true],
    ['logs-data-1', 'logs-data-11', false],
    ['logs-data-*', 'logs-data-11', true],
    ['*data*', 'logs-data-1', true],
    ['logs.data-1', 'logs-data-1', false],
  ])('%s and the member %s: %s', (pattern, name, expected) => {
    expect(isExcluded(picture([], excluding('other', pattern)), name)).toBe(expected);
  });
});
