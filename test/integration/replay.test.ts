import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtWorkflows } from '../harness/workflow-environment.js';
import { scenarios } from '../histories/scenarios.js';

const folder = join(import.meta.dirname, '../histories');

describe('workflows of today replay the histories of yesterday', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));

  it('has a recording of every scenario', async () => {
    const recorded = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    expect(recorded.map((file) => basename(file, '.json')).toSorted()).toEqual(
      scenarios.map((scenario) => scenario.name).toSorted(),
    );
  });

  it.each(scenarios.map((scenario) => scenario.name))('%s', async (name) => {
    const history: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    const workflowBundle = await builtWorkflows();
    const replays = Worker.runReplayHistories({ workflowBundle }, [{ workflowId: name, history }]);
    let replayed = 0;
    for await (const { error } of replays) {
      expect(error).toBeUndefined();
      replayed += 1;
    }
    expect(replayed).toBe(1);
  });

  it('notices a history that the workflow would not have written', async () => {
    const text = await readFile(join(folder, 'cluster-provision-scale-delete.json'), 'utf8');
    const history: unknown = JSON.parse(text.replaceAll('"holdCluster"', '"somethingElse"'));
    const workflowBundle = await builtWorkflows();
    const replays = Worker.runReplayHistories({ workflowBundle }, [{ workflowId: 'forged', history }]);
    for await (const { error } of replays) expect(error?.name).toBe('DeterminismViolationError');
  });
});
