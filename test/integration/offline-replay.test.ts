import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtWorkflows } from '../harness/workflow-environment.js';
import { offlineScenarios } from '../histories/offline/scenarios.js';

const folder = join(import.meta.dirname, '../histories/offline');
const names = offlineScenarios.map(({ name }) => name);

describe('operations on members of today replay the histories of yesterday', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));

  it('have a recording of every scenario', async () => {
    const recorded = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    expect(recorded.map((file) => basename(file, '.json')).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s', async (name) => {
    const history: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    const workflowBundle = await builtWorkflows();
    // An operation checks its own id, so the replay must bear it.
    const workflowId = `offline/shop/${name}`;
    const errors: unknown[] = [];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, [{ workflowId, history }])) {
      errors.push(error);
    }
    expect(errors).toEqual([undefined]);
  });
});
