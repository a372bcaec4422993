import { describe, expect, it } from 'vitest';
import { clusterView, ledBy, tablet, tserver } from '../cluster-view.fixture.js';
import type { ClusterView } from '../cluster-view.js';
import { movesAtOnce, planDrain, planReturn, type DrainPlan } from './plan.js';
import type { LedTablet } from './scene.js';

const known = (...tablets: readonly LedTablet[]) => new Map(tablets.map((one) => [one.id, one]));
const ids = (plan: DrainPlan) =>
  Object.fromEntries(
    Object.entries(plan)
      .map(
        ([what, tablets]: [string, readonly { readonly id: string }[]]) =>
          [what, tablets.map(({ id }) => id)] as const,
      )
      .filter(([, found]) => found.length > 0),
  );
const four = ['a', 'b', 'c', 'd'];
const t = tablet('t', ['a', 'b', 'c']);
const led = tablet('t', ['c', 'a', 'b']);
const replaced = ['c'];

describe('the drain of tablet server c', () => {
  it.each<readonly [string, ClusterView, readonly LedTablet[], object]>([
    ['marks its copies', clusterView(four, [t]), [ledBy(t)], { replace: ['t'] }],
    ['marks copies that it leads', clusterView(four, [led]), [ledBy(led)], { replace: ['t'] }],
    [
      'leaves tablets of others alone',
      clusterView(four, [tablet('t', ['a', 'b', 'd'])]),
      [ledBy(tablet('t', ['a', 'b', 'd']))],
      {},
    ],
    ['waits for what is marked', clusterView(four, [t]), [ledBy(t, { replaced })], { moving: ['t'] }],
    [
      'waits for a change under way',
      clusterView(four, [t]),
      [ledBy(t, { changing: true })],
      { waiting: ['t'] },
    ],
    [
      'leads until another copy has a vote',
      clusterView(four, [{ ...led, learners: ['d'] }]),
      [ledBy({ ...led, learners: ['d'] }, { replaced })],
      { moving: ['t'] },
    ],
    [
      'hands over once the others are enough',
      clusterView(four, [tablet('t', ['c', 'a', 'b', 'd'])]),
      [ledBy(tablet('t', ['c', 'a', 'b', 'd']), { replaced })],
      { handOver: ['t'] },
    ],
    ['counts what nobody leads', clusterView(four, [t]), [], { leaderless: ['t'] }],
    [
      'leaves what no other server can take',
      clusterView(['a', 'b', 'c'], [t]),
      [ledBy(t)],
      { staying: ['t'] },
    ],
    [
      'gives nothing to a server in maintenance mode',
      clusterView(['a', 'b', 'c', tserver('d', { maintenance: true })], [t]),
      [ledBy(t)],
      { staying: ['t'] },
    ],
  ])('%s', (_what, view, tablets, expected) => {
    expect(ids(planDrain(view, known(...tablets), 'c'))).toEqual(expected);
  });

  it('moves ten at a time, those that are on their way counted', () => {
    const tablets = Array.from({ length: movesAtOnce + 5 }, (_, index) =>
      tablet(`t${index}`, ['a', 'b', 'c']),
    );
    const marked = tablets.map((one, index) => ledBy(one, index < 4 ? { replaced } : {}));
    const plan = planDrain(clusterView(four, tablets), known(...marked), 'c');
    expect([plan.moving.length, plan.replace.length, plan.waiting.length]).toEqual([4, movesAtOnce - 4, 5]);
  });
});

describe('the return of tablet server d', () => {
  const eight = Array.from({ length: 8 }, (_, index) => tablet(`t${index}`, ['a', 'b', 'c']));
  const transfers = (view: ClusterView, tablets: readonly LedTablet[]) =>
    planReturn(view, known(...tablets), 'd').map(({ tablet: { id }, from }) => `${id} from ${from}`);

  it('gives it its share, from those with the most, copies that do not lead first', () => {
    const found = transfers(
      clusterView(four, eight),
      eight.map((one) => ledBy(one)),
    );
    expect(found).toEqual(['t0 from b', 't1 from c', 't2 from a', 't3 from b', 't4 from c', 't5 from a']);
  });

  it('gives nothing to a server that has its share', () => {
    const even = [tablet('t', ['a', 'b', 'c']), tablet('u', ['b', 'c', 'd'])];
    expect(
      transfers(
        clusterView(four, even),
        even.map((one) => ledBy(one)),
      ),
    ).toEqual([]);
  });

  it.each([
    ['are not whole', { replicas: [] }],
    ['are changing', { changing: true }],
    ['are marked already', { replaced: ['a'] }],
  ])('leaves tablets that %s', (_what, fields) => {
    expect(
      transfers(
        clusterView(four, eight),
        eight.map((one) => ledBy(one, fields)),
      ),
    ).toEqual([]);
  });

  it('takes nothing of a table that nobody leads', () => {
    expect(transfers(clusterView(four, eight), [])).toEqual([]);
  });
});
