import { describe, expect, it } from 'vitest';
import type { OperationProgress, OperationResult } from '../../../workflows/offline/contract.js';
import { runCli } from '../program.js';
import { worldOf } from '../world.fixture.js';

const progress: OperationProgress = {
  kind: 'TakeOffline',
  members: ['logs-data-1'],
  state: 'Blocked',
  message: 'logs-data-1: guards: No shard is left alone: 3 of 12',
  steps: [
    {
      name: 'logs-data-1: guards',
      state: 'Blocked',
      detail: 'No shard is left alone: 3 of 12',
      startedAt: 0,
    },
    { name: 'logs-data-1: drain', state: 'Pending', detail: '' },
  ],
  guards: [{ name: 'No shard is left alone', holds: false, detail: '3 of 12' }],
  remaining: {},
};
const result: OperationResult = {
  outcome: 'Done',
  message: 'logs-data-1 is offline.',
  members: [
    {
      member: 'logs-data-1',
      outcome: 'Offline',
      durations: { guardsMs: 200, moveMs: 61_000, stopMs: 3_000 },
    },
  ],
  durationMs: 64_300,
};
const started = { workflowId: 'offline/search/logs', runId: 'run-1' };

async function* sightings(): AsyncGenerator<{ progress?: OperationProgress; result?: OperationResult }> {
  await Promise.resolve();
  yield { progress };
  yield { result };
}

describe('statewright offline', () => {
  it('shows what blocks and what came of it, with durations, and how to undo it', async () => {
    const asked: unknown[] = [];
    const { world, out, err } = worldOf({
      takeOffline: (...call) => {
        asked.push(call);
        return Promise.resolve(started);
      },
      followOperation: sightings,
    });
    expect(await runCli(['offline', 'search/logs', 'data', '1', '0'], world)).toBe(0);
    expect(asked).toEqual([
      [
        { namespace: 'search', name: 'logs' },
        { nodeType: 'data', ordinals: [1, 0] },
      ],
    ]);
    expect(out()).toContain('logs-data-1: guards: blocked: No shard is left alone: 3 of 12');
    expect(out()).toContain('logs-data-1: offline, guards 0.2 s, move 61.0 s, stop 3.0 s');
    expect(err()).toContain('undo: statewright online logs data 1 0 -n search');
  });

  it('returns at once if asked to, in a form for programs too', async () => {
    const { world, out } = worldOf({ takeOffline: () => Promise.resolve(started) });
    expect(await runCli(['offline', 'logs', 'data', '1', '--no-wait', '-o', 'json'], world)).toBe(0);
    expect(JSON.parse(out())).toMatchObject({ workflowId: 'offline/search/logs', ordinals: [1] });
  });

  it('passes on force with its reason', async () => {
    const asked: unknown[] = [];
    const { world } = worldOf({
      takeOffline: (_, members) => {
        asked.push(members);
        return Promise.resolve(started);
      },
    });
    await runCli(['offline', 'logs', 'data', '1', '--force', '--reason', 'broken disk', '--no-wait'], world);
    expect(asked).toEqual([{ nodeType: 'data', ordinals: [1], force: { reason: 'broken disk' } }]);
  });

  it('cancels the operation under way and answers 0 when it was taken back', async () => {
    let cancelled = false;
    const { world, out } = worldOf({
      cancelOperation: () => {
        cancelled = true;
        return Promise.resolve();
      },
      followOperation: async function* () {
        await Promise.resolve();
        yield {
          result: { ...result, outcome: 'Cancelled', message: 'Cancelled; logs-data-1 is as it was.' },
        };
      },
    });
    expect(await runCli(['offline', 'logs', '--cancel'], world)).toBe(0);
    expect(cancelled).toBe(true);
    expect(out()).toContain('logs-data-1 is as it was');
  });

  it.each([
    [['offline', 'logs'], 'Which members are to be offline is not said.'],
    [['offline', 'logs', 'data', '-1'], 'Write an ordinal'],
    [['offline', 'logs', 'data', '01'], 'Write an ordinal'],
    [['offline', 'logs', 'data', '1', '--force'], '--force needs a reason'],
    [['offline', 'logs', 'data', '1', '--reason', 'x'], 'only recorded with --force'],
    [['online', 'logs', 'data', '1', '--force'], 'unknown option'],
  ])('is wrong usage as %j', async (words, message) => {
    const { world, err } = worldOf({});
    expect(await runCli(words, world)).toBe(2);
    expect(err()).toContain(message);
  });
});

describe('statewright online', () => {
  it('brings members back and says how to take them offline again', async () => {
    const { world, err } = worldOf({
      bringOnline: () => Promise.resolve(started),
      followOperation: sightings,
    });
    expect(await runCli(['online', 'logs', 'data', '1'], world)).toBe(0);
    expect(err()).toContain('undo: statewright offline logs data 1 -n search');
  });
});
