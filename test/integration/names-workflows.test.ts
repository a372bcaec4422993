import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayAll } from '../harness/replays.js';
import { startTemporal } from '../harness/workflow-environment.js';
import { play, type Played } from '../histories/names/play.js';
import { namesScenarios } from '../histories/names/scenarios.js';

const folder = join(import.meta.dirname, '../histories/names');
let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(async () => environment.teardown());

async function played(name: string): Promise<Played> {
  const scenario = namesScenarios.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return play(environment, scenario);
}

describe('workflows of names replay the histories of yesterday', () => {
  replayAll(folder, namesScenarios);
});

describe('the workflow of a zone', () => {
  const zone = 'k8s.corp.example';
  const first = { zone, services: ['shop/web'], goneBefore: [] };

  it('looks once at what it was told, and ends', async () => {
    const { asked, handle } = await played('dns-zone-changed');
    expect(asked).toEqual([first]);
    const { events } = await handle.fetchHistory();
    // Started, signalled, one task with a local activity in it, completed.
    expect(events?.length).toBeLessThanOrEqual(8);
  });

  it('looks a second time, a grace later, at Services that are gone', async () => {
    const { asked } = await played('dns-zone-gone');
    expect(asked).toEqual([first, { zone, services: ['shop/web'], goneBefore: ['shop/web'] }]);
  });

  it('tries again after an outage, and looks again at names that another changed', async () => {
    expect((await played('dns-zone-after-an-outage')).asked).toEqual([first, first]);
    expect((await played('dns-zone-contested')).asked).toEqual([first, first]);
  });
});

describe('a sweep of names', () => {
  it('finds nothing where all is right', async () => {
    const { result, asked } = await played('sweep-names-clean');
    expect(result).toMatchObject({ outcome: 'Clean' });
    expect(asked).toEqual([]);
  });

  it('changes nothing in a dry run', async () => {
    const { result, asked } = await played('sweep-names-dry-run');
    expect(result).toMatchObject({
      outcome: 'WouldSweep',
      zones: [{ differing: 1, examples: ['shop/web'] }],
    });
    expect(asked).toEqual([]);
  });

  it('puts right what differs, and asks twice about Services that are gone', async () => {
    const { result, asked } = await played('sweep-names-swept');
    expect(result).toMatchObject({ outcome: 'Swept', zones: [{ changed: 4 }] });
    expect(asked).toMatchObject([
      { services: ['shop/old', 'shop/web'], goneBefore: [] },
      { services: [], goneBefore: ['shop/old'] },
    ]);
  });
});
