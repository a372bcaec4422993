import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayAll } from '../harness/replays.js';
import { sweepVipsId } from '../../api/balancer/index.js';
import { ensureVipSchedule } from '../../workers/vip-schedule.js';
import { startTemporal } from '../harness/workflow-environment.js';
import { play } from '../histories/vips/play.js';
import { vipScenarios } from '../histories/vips/scenarios.js';

const folder = join(import.meta.dirname, '../histories/vips');
let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(async () => environment.teardown());

describe('VIPs and their sweeps replay the histories of yesterday', () => {
  replayAll(folder, vipScenarios);
});

describe('the workflow', () => {
  const away = { state: 'Blocked', addresses: [] };
  it.each([
    ['vip-served', { state: 'Served', written: 1, removed: 0 }, 1, 0],
    ['vip-after-an-outage', { state: 'Served', written: 1 }, 3, 0],
    ['vip-forbidden', away, 1, 0],
    ['vip-others-write-too', { state: 'Served', written: 1 }, 2, 0],
    ['vip-removed', { state: 'NotServed', removed: 1 }, 2, 1],
    ['vip-kept-after-all', { state: 'NotServed', removed: 0 }, 1, 1],
  ])('%s', async (name, result, looks, removals) => {
    const played = await play(environment, scenarioOf(name));
    expect(played.result).toMatchObject(result);
    expect([played.looks, played.removals.length]).toEqual([looks, removals]);
  });

  it('looks once more after any amount of news that came during a look', async () => {
    const { looks, result } = await play(environment, scenarioOf('vip-news-during-a-look'));
    expect(result).toMatchObject({ state: 'Served' });
    // News that comes while a task is at work makes the server give the task out once more.
    expect(looks).toBeGreaterThanOrEqual(2);
    expect(looks).toBeLessThanOrEqual(3);
  });

  it('is one task from its start to its end when there is nothing to remove', async () => {
    const { handle } = await play(environment, { ...scenarioOf('vip-served'), name: 'vip-events' });
    const { events } = await handle.fetchHistory();
    const types = (events ?? []).map(({ eventType }) => Number(eventType));
    // WorkflowTaskCompleted of temporal.api.enums.v1.EventType.
    expect(types.filter((type) => type === 7)).toHaveLength(1);
  });
});

describe('a sweep of VIPs', () => {
  it.each([
    ['sweep-vips-clean', { outcome: 'Clean' }, [{ dryRun: false }]],
    ['sweep-vips-swept', { outcome: 'Swept', repaired: 1 }, [{ dryRun: false }, { dryRun: false }]],
    ['sweep-vips-dry-run', { outcome: 'WouldSweep' }, [{ dryRun: true }]],
  ])('%s', async (name, result, asked) => {
    expect(await play(environment, scenarioOf(name))).toMatchObject({ result, sweeps: asked });
  });

  it('is scheduled once, and stays as an operator changed it', async () => {
    const { client } = environment;
    await ensureVipSchedule(client, 'statewright');
    const handle = client.schedule.getHandle(sweepVipsId);
    await handle.pause('not now');
    await ensureVipSchedule(client, 'another');
    const { state, action } = await handle.describe();
    expect(state).toMatchObject({ paused: true, note: 'not now' });
    expect(action).toMatchObject({ workflowType: 'sweepVips', taskQueue: 'statewright' });
  });
});

function scenarioOf(name: string): (typeof vipScenarios)[number] {
  const scenario = vipScenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return scenario;
}
