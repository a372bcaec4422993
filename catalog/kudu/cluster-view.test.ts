import { describe, expect, it } from 'vitest';
import type { Ask } from './ask.js';
import { tablet } from './cluster-view.fixture.js';
import { tabletHealth, tabletsAtOnce, tabletsOf } from './cluster-view.js';
import { getTableLocations } from './protocol/questions.js';

describe('a tablet', () => {
  it.each([
    ['with all copies heard of is healthy', tablet('t', ['a', 'b', 'c']), 'abc', 'healthy'],
    ['with a copy too many is healthy', tablet('t', ['a', 'b', 'c', 'd']), 'abc', 'healthy'],
    ['without one of three is under-replicated', tablet('t', ['a', 'b', 'c']), 'ab', 'under-replicated'],
    [
      'that is copied to meanwhile recovers',
      tablet('t', ['a', 'b', 'c'], { learners: ['d'] }),
      'abd',
      'recovering',
    ],
    ['without two of three is unavailable', tablet('t', ['a', 'b', 'c']), 'a', 'unavailable'],
    ['without its only copy is unavailable', tablet('t', ['a'], { copies: 1 }), 'b', 'unavailable'],
    ['of nobody is unavailable', tablet('t', []), 'abc', 'unavailable'],
  ])('%s', (_what, one, alive, expected) => {
    expect(tabletHealth(one, new Set(alive))).toBe(expected);
  });
});

/** A master with this many tablets of hash partitions: none of their ends is empty, and after the last comes the last again. */
function master(count: number, ending = false): { readonly ask: Ask; readonly asked: () => number } {
  let asked = 0;
  const key = (index: number) => {
    const end = Buffer.alloc(4);
    end.writeUInt32BE(index);
    return end;
  };
  const ask: Ask = (exchange, request) => {
    asked += 1;
    const { from, most } = getTableLocations.request.decode(exchange.request.encode(request));
    const first = Math.min(from === undefined ? 0 : from.readUInt32BE(), count - 1);
    const tablets = Array.from({ length: Math.min(most, count - first) }, (_, index) => ({
      id: `tablet-${first + index}`,
      partition: { end: ending && first + index === count - 1 ? Buffer.alloc(0) : key(first + index + 1) },
      replicas: [
        { server: 0, role: 1 },
        { server: 1, role: 2 },
      ],
    }));
    const reply = { error: undefined, tablets, servers: [{ uuid: 'a' }, { uuid: 'b' }] };
    return Promise.resolve(exchange.reply.decode(getTableLocations.reply.encode(reply)));
  };
  return { ask, asked: () => asked };
}

describe('the tablets of a table', () => {
  it.each([
    ['fewer than a page', 8, false, 1],
    ['one more than a page', tabletsAtOnce + 1, false, 2],
    ['exactly a page', tabletsAtOnce, false, 2],
    ['exactly a page that says it is the last', tabletsAtOnce, true, 1],
  ])('are told once each when they are %s', async (_what, count, ending, pages) => {
    const { ask, asked } = master(count, ending);
    const found = await tabletsOf(ask, { id: 'f', name: 'facts', copies: undefined });
    expect(new Set(found.map(({ id }) => id)).size).toBe(count);
    expect(found).toHaveLength(count);
    expect(asked()).toBe(pages);
    expect(found[0]).toEqual({ id: 'tablet-0', table: 'facts', copies: 1, voters: ['a'], learners: ['b'] });
  });
});
