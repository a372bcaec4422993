import { describe, expect, it } from 'vitest';
import type { Departure } from '../../../api/membership.js';
import type { Departing } from './departing.js';
import { node, picture } from './picture.fixture.js';
import { judgeQuorum } from './quorum.js';
import { judgeRoles } from './roles.js';

const leaving = (departure: Departure, fields: Partial<Departing> = {}): Departing => ({
  name: 'a',
  nodeType: 'master',
  asked: 3,
  departure,
  otherEntrances: undefined,
  ...fields,
});
const masters = (...names: string[]) => names.map((name) => node(name, { roles: ['cluster_manager'] }));
const elasticsearchMasters = (...names: string[]) => names.map((name) => node(name, { roles: ['master'] }));

describe('the majority of the masters', () => {
  it.each([
    ['stays with two of three', 'offline', 3, masters('a', 'b', 'c'), [], true],
    ['stays with two of three of Elasticsearch', 'offline', 3, elasticsearchMasters('a', 'b', 'c'), [], true],
    ['does not stay with one of three', 'offline', 3, masters('a', 'b'), [], false],
    ['does not count those that gave the vote back', 'offline', 3, masters('a', 'b', 'c'), ['b'], false],
    ['does not stay without the only one', 'offline', 1, masters('a'), [], false],
    ['does not stay with one of two', 'offline', 2, masters('a', 'b'), [], false],
    ['stays when fewer are asked for', 'scale-down', 1, masters('a', 'b', 'c'), [], true],
    ['stays when the last but one goes for good', 'scale-down', 1, masters('a', 'b'), [], true],
    ['is not needed for the restart of the only one', 'restart', 1, masters('a'), [], true],
    ['outlasts the restart of one of three', 'restart', 3, masters('a', 'b', 'c'), [], true],
    ['is untouched by a member that is gone already', 'offline', 3, masters('b', 'c'), [], true],
    [
      'is untouched by a member that does not vote',
      'offline',
      3,
      [node('a', { roles: ['data'] }), ...masters('b')],
      [],
      true,
    ],
  ] as const)('%s', (_sentence, departure, asked, nodes, excluded, holds) => {
    const view = picture([], { nodes, voting: { config: nodes.map(({ id }) => id), excluded } });
    expect(judgeQuorum(view, leaving(departure, { asked })).holds).toBe(holds);
  });

  it('does not outlast a restart while another that votes is away', () => {
    const view = picture([], {
      nodes: masters('a', 'b'),
      voting: { config: ['id-a', 'id-b', 'id-away'], excluded: [] },
    });
    expect(judgeQuorum(view, leaving('restart'))).toEqual({
      holds: false,
      detail: '1 of 3 counted votes would stay, 2 are needed',
    });
  });
});

describe('the roles of a member', () => {
  const data = (name: string) => node(name, { roles: ['data', 'ingest'] });
  const hot = (name: string) => node(name, { roles: ['data_hot'] });

  it.each([
    ['are had by another', 'offline', 2, [data('a'), data('b')], true],
    ['are its alone', 'offline', 2, [data('a'), ...masters('b')], false],
    ['are its alone in a tier', 'offline', 2, [hot('a'), node('b', { roles: ['data_cold'] })], false],
    ['are its alone for as long as the only one restarts', 'restart', 1, [data('a')], true],
    ['are its alone while another is away', 'restart', 2, [data('a')], false],
    ['are none that the cluster needs', 'offline', 1, masters('a'), true],
    ['are gone already', 'offline', 1, [data('b')], true],
  ] as const)('%s', (_sentence, departure, asked, nodes, holds) => {
    expect(judgeRoles(picture([], { nodes }), leaving(departure, { asked })).holds).toBe(holds);
  });
});
