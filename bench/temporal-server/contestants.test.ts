import { describe, expect, it } from 'vitest';
import { contestantsFor } from './contestants.js';

/**
 * | programs | PostgreSQL | the server program                    |
 * | -------- | ---------- | ------------------------------------- |
 * | named    | there      | takes part                            |
 * | not      | –          | is absent, and asks for the programs  |
 * | named    | missing    | is absent, and asks for PostgreSQL    |
 */
describe('contestantsFor', () => {
  const names = (contestants: readonly { readonly name: string }[]): string[] =>
    contestants.map(({ name }) => name);
  const named = { STATEWRIGHT_TEMPORAL_SERVER: '/programs' };

  it('lets the server program take part where its programs are named and PostgreSQL is there', () => {
    const { contestants, absent } = contestantsFor(named, () => '/postgresql');
    expect(names(contestants)).toEqual([
      'start-dev',
      'start-dev-wal',
      'stack',
      'postgresql',
      'postgresql-tuned',
    ]);
    expect(absent).toEqual([]);
  });

  it.each([
    ['its programs are not named', {}, '/postgresql', /^needs STATEWRIGHT_TEMPORAL_SERVER/],
    ['their variable is empty', { STATEWRIGHT_TEMPORAL_SERVER: '' }, '/postgresql', /^needs STATEWRIGHT/],
    ['PostgreSQL is missing', named, undefined, /^needs PostgreSQL/],
  ])('counts it as absent, with the reason, where %s', (_, environment, postgres, why) => {
    const { contestants, absent } = contestantsFor(environment, () => postgres);
    expect(names(contestants)).toEqual(['start-dev', 'start-dev-wal', 'stack']);
    expect(names(absent)).toEqual(['postgresql', 'postgresql-tuned']);
    for (const absentee of absent) expect(absentee.why).toMatch(why);
  });
});
