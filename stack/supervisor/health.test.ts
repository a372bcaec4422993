import { describe, expect, it } from 'vitest';
import type { Part } from '../part.js';
import type { ProcessState } from './client.js';
import { healthOf, isGood, type Health } from './health.js';

const task: Part = {
  name: 'part',
  summary: '',
  kind: 'task',
  needs: [],
  steps: [],
  place: { kind: 'host' },
  command: ['true'],
  ready: { kind: 'none' },
};
const unprobed: Part = { ...task, kind: 'server' };
const probed: Part = { ...unprobed, ready: { kind: 'http', url: 'http://127.0.0.1/' } };

/** What process-compose says: its statuses are those of `src/types/process.go`. */
function state(status: string, more: Partial<ProcessState> = {}): ProcessState {
  return {
    ...{ name: 'part', status, is_ready: '-', has_ready_probe: false },
    ...{ restarts: 0, exit_code: 0, pid: 0, is_running: false, ...more },
  };
}
const running = { is_running: true, pid: 4711 };

describe('healthOf', () => {
  const rows: readonly [string, Part, ProcessState | undefined, Health][] = [
    ['a part that the supervisor does not know is stopped', probed, undefined, 'stopped'],
    ['a server that waits for what it needs is waiting', probed, state('Pending'), 'waiting'],
    ['a server that has not answered yet is starting', probed, state('Running', running), 'starting'],
    [
      'a server that answers wrongly is starting',
      probed,
      state('Running', { ...running, is_ready: 'Not Ready' }),
      'starting',
    ],
    ['a server that answers is ready', probed, state('Running', { ...running, is_ready: 'Ready' }), 'ready'],
    ['a server that nobody asks is ready when it runs', unprobed, state('Running', running), 'ready'],
    ['a server between two lives is starting', unprobed, state('Restarting'), 'starting'],
    [
      'a server is not ready between two lives, though it was before',
      probed,
      state('Restarting', { is_ready: 'Ready', exit_code: 137 }),
      'starting',
    ],
    ['a server that has ended for good has failed', unprobed, state('Completed'), 'failed'],
    ['a server whose program is not there has failed', unprobed, state('Error', { exit_code: 1 }), 'failed'],
    ['a server whose needs have failed has failed', unprobed, state('Skipped'), 'failed'],
    ['a task that waits for what it needs is waiting', task, state('Pending'), 'waiting'],
    ['a task that runs is starting', task, state('Running', running), 'starting'],
    ['a task that is tried again is starting', task, state('Restarting', { exit_code: 1 }), 'starting'],
    ['a task that ended well is done', task, state('Completed'), 'done'],
    ['a task that ended badly has failed', task, state('Completed', { exit_code: 1 }), 'failed'],
    ['a task whose needs have failed has failed', task, state('Skipped'), 'failed'],
  ];
  it.each(rows)('%s', (_name, part, said, expected) => {
    expect(healthOf(part, said)).toBe(expected);
  });

  it('is good when a server is ready or a task is done, and at no other time', () => {
    const all: readonly Health[] = ['ready', 'done', 'starting', 'waiting', 'failed', 'stopped'];
    expect(all.filter(isGood)).toEqual(['ready', 'done']);
  });
});
