import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayAll } from '../harness/replays.js';
import { sweepAddressesId } from '../../api/address-sweep.js';
import { ensureAddressSchedule } from '../../workers/address-schedule.js';
import { startTemporal } from '../harness/workflow-environment.js';
import { play } from '../histories/addresses/play.js';
import { addressScenarios } from '../histories/addresses/scenarios.js';

const folder = join(import.meta.dirname, '../histories/addresses');
let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(async () => environment.teardown());

describe('sweeps of addresses replay the histories of yesterday', () => {
  replayAll(folder, addressScenarios);
});

describe('a sweep of addresses', () => {
  it.each([
    ['sweep-addresses-clean', { outcome: 'Clean' }, [{ dryRun: false }]],
    ['sweep-addresses-swept', { outcome: 'Swept', freed: 2 }, [{ dryRun: false }]],
    ['sweep-addresses-dry-run', { outcome: 'WouldSweep', freed: 0 }, [{ dryRun: true }]],
    ['sweep-addresses-after-an-outage', { outcome: 'Clean' }, [{ dryRun: false }, { dryRun: false }]],
  ])('%s', async (name, result, asked) => {
    const scenario = addressScenarios.find((one) => one.name === name);
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
    expect(await play(environment, scenario)).toMatchObject({ result, asked });
  });

  it('is scheduled once, and stays as an operator changed it', async () => {
    const { client } = environment;
    await ensureAddressSchedule(client, 'statewright');
    const handle = client.schedule.getHandle(sweepAddressesId);
    await handle.pause('not now');
    await ensureAddressSchedule(client, 'another');
    const { state, action, spec } = await handle.describe();
    expect(state).toMatchObject({ paused: true, note: 'not now' });
    expect(action).toMatchObject({ workflowType: 'sweepAddresses', taskQueue: 'statewright' });
    expect(spec.intervals).toMatchObject([{ every: 600_000 }]);
  });
});
