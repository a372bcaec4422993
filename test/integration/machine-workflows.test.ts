import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayAll } from '../harness/replays.js';
import { WorkflowFailedError } from '@temporalio/client';
import { startTemporal } from '../harness/workflow-environment.js';
import { play } from '../histories/machines/play.js';
import { machineScenarios } from '../histories/machines/scenarios.js';

const folder = join(import.meta.dirname, '../histories/machines');
let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(async () => environment.teardown());

describe('the workflows of machines replay the histories of yesterday', () => {
  replayAll(folder, machineScenarios);
});

describe('a sweep of a machine', () => {
  it.each<[string, object, readonly string[]]>([
    ['sweep-veths-clean', { outcome: 'Clean', removed: 0 }, ['survey']],
    ['sweep-veths-removes', { outcome: 'Swept', removed: 1 }, ['survey', 'survey', 'remove sw0123456789abc']],
    [
      'sweep-veths-dry-run',
      { outcome: 'WouldSweep', wouldRemove: ['sw0123456789abc'] },
      ['survey', 'survey'],
    ],
    ['sweep-veths-made-anew', { outcome: 'Clean', removed: 0 }, ['survey', 'survey']],
    ['sweep-veths-unread', { outcome: 'Unknown', removed: 0 }, ['survey']],
    ['sweep-veths-machine-gone', { outcome: 'MachineGone' }, ['forget sweep-veths-machine-gone']],
  ])('%s', async (name, result, calls) => {
    const scenario = machineScenarios.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    const played = await play(environment, scenario);
    expect(played.result).toMatchObject({ machine: name, ...result });
    expect(played.world.calls).toEqual(calls);
  });

  it.each(['sweep-veths-silent-agent', 'describe-machine-silent-agent'])(
    'names the machine whose agent is silent, and forgets nothing: %s',
    async (name) => {
      const scenario = machineScenarios.find((one) => one.name === name);
      if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
      const { result, world } = await play(environment, scenario);
      expect(result).toBeInstanceOf(WorkflowFailedError);
      expect(String((result as WorkflowFailedError).cause?.message)).toContain(`agent of machine ${name}`);
      expect(world.calls).toEqual([]);
    },
  );
});
