import { describe, expect, it } from 'vitest';
import { excluding, node, picture } from './picture.fixture.js';
import { judgeSettled } from './settle.js';

describe('a member that comes back', () => {
  it.each([
    ['has settled', picture(['x 0 p a', 'x 0 r b']), false, true, 'a has joined and holds 1 shard of 2'],
    [
      'has settled though copies are asked for that nobody can take',
      picture(['x 0 p a', 'x 0 r b', 'x 0 r c', 'x 0 r -']),
      false,
      true,
      'a has joined and holds 1 shard of 4',
    ],
    [
      'has settled without shards if it holds none',
      picture([], { nodes: [node('a', { roles: ['ingest'] })] }),
      false,
      true,
      'a has joined',
    ],
    ['has not joined', picture([], { nodes: [node('b')] }), false, false, 'a has not joined'],
    [
      'is still marked',
      picture([], excluding('a')),
      false,
      false,
      'a has joined and holds 0 shards of 0; it is still marked as leaving',
    ],
    [
      'is still without a vote',
      picture([], { voting: { config: [], excluded: ['a'] } }),
      false,
      false,
      'a has joined and holds 0 shards of 0; it is still marked as leaving',
    ],
    [
      'waits for shards that move',
      picture([], { relocating: 2, initializing: 1 }),
      false,
      false,
      'a has joined and holds 0 shards of 0; 2 shards moving; 1 coming up',
    ],
    [
      'waits for copies',
      picture(['x 0 p b', 'x 0 r -']),
      false,
      false,
      'a has joined and holds 0 shards of 2; 1 without a place',
    ],
    [
      'waits for the leader',
      picture(),
      true,
      false,
      'a has joined and holds 0 shards of 0; the leader has work to do',
    ],
    [
      'waits while the cluster is red',
      picture([], { status: 'red' }),
      false,
      false,
      'a has joined and holds 0 shards of 0; the cluster is red',
    ],
  ] as const)('%s', (_sentence, view, busy, done, detail) => {
    expect(judgeSettled(view, 'a', busy)).toMatchObject({ done, detail });
  });
});
