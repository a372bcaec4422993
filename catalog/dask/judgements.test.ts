import { describe, expect, it } from 'vitest';
import type { SchedulerView, WorkerView } from './ask.js';
import { nested } from './configuration.js';
import { schedulerGuards, workerGuards } from './guards.js';
import { judge } from './health.js';
import { judgeDrained, judgeReturned, judgeSettled } from './membership.js';

const worker = (name: string, fields: Partial<WorkerView> = {}): WorkerView => ({
  ...{ name, address: `tcp://${name}:8790`, status: 'running', memoryLimit: 1000, memory: 300 },
  ...{ processing: 0, actors: 0, ...fields },
});
const view = (workers: readonly WorkerView[], fields: Partial<SchedulerView> = {}): SchedulerView => ({
  ...{ waiting: 0, processing: 0, keys: 0, bytes: 0, clients: 0, workers: [...workers], ...fields },
});
const alone = (bytes: number) => ({ alone: { keys: 1, bytes } });
const failing = (given: SchedulerView) =>
  workerGuards(given, 'a').flatMap(({ name, holds }) => (holds ? [] : name));

describe('the guards of a worker', () => {
  it.each<readonly [string, SchedulerView, readonly string[]]>([
    ['let it go when others have room', view([worker('a', alone(500)), worker('b')]), []],
    ['keep the last one', view([worker('a')]), ['Another worker stays']],
    [
      'do not count those that leave or pause',
      view([worker('a'), worker('b', { status: 'closing_gracefully' }), worker('c', { status: 'paused' })]),
      ['Another worker stays'],
    ],
    [
      'keep one whose results find no room',
      view([worker('a', alone(501)), worker('b')]),
      ['Memory of the others covers its results'],
    ],
    ['keep one with an actor', view([worker('a', { actors: 1 }), worker('b')]), ['No actor lives on it']],
    ['let one go that is not there', view([worker('b')]), []],
  ])('%s', (_sentence, given, expected) => {
    expect(failing(given)).toEqual(expected);
  });
});

it('the scheduler is kept by tasks and by results, with their numbers', () => {
  const given = view([], { processing: 2, waiting: 3, keys: 4, bytes: 2048, clients: 1 });
  expect(schedulerGuards(given)).toMatchObject([
    { holds: false, detail: '2 tasks are being computed, 3 wait, for 1 clients.' },
    { holds: false, detail: '4 results (2Ki) are in memory, for 1 clients.' },
  ]);
  expect(schedulerGuards(view([])).every(({ holds }) => holds)).toBe(true);
});

describe('a worker is drained', () => {
  const leaving = { status: 'closing_gracefully', alone: { keys: 0, bytes: 0 } };
  it.each<readonly [string, SchedulerView, boolean]>([
    ['when nobody knows it', view([]), true],
    ['when it has neither tasks nor results', view([worker('a', leaving)]), true],
    ['not while it computes', view([worker('a', { ...leaving, processing: 1 })]), false],
    ['not while it alone has a result', view([worker('a', { ...leaving, ...alone(1) })]), false],
    ['not before it was asked', view([worker('a')]), false],
  ])('%s', (_sentence, given, expected) => {
    expect(judgeDrained(given, 'a').done).toBe(expected);
  });

  it('and is back when it takes tasks again', () => {
    expect(judgeReturned(view([worker('a', leaving)]), 'a').done).toBe(false);
    expect(judgeReturned(view([worker('a')]), 'a').done).toBe(true);
    expect(judgeSettled(view([worker('a', leaving)]), 'a').done).toBe(false);
    expect(judgeSettled(view([]), 'a').done).toBe(false);
    expect(judgeSettled(view([worker('a')]), 'a').done).toBe(true);
  });
});

it.each<readonly [readonly WorkerView[], string]>([
  [[], 'Unhealthy'],
  [[worker('a', { status: 'paused' }), worker('b', { status: 'paused' })], 'Unhealthy'],
  [[worker('a')], 'Degraded'],
  [[worker('a'), worker('b', { status: 'paused' })], 'Degraded'],
  [[worker('a'), worker('b')], 'Healthy'],
])('health of two wanted workers, row %#', (workers, state) => {
  expect(judge(view(workers), 3).state).toBe(state);
});

it('settings are nested as Dask reads them; where one begins another, the longer counts', () => {
  expect(nested({ 'a.c': 1, 'a.b': true, a: 'x' })).toEqual({ a: { b: true, c: 1 } });
});
