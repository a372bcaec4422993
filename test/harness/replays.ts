import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { builtWorkflows } from './workflow-environment.js';

/** What a replay of that history ends with, for each workflow in it: undefined where it goes as it went then. */
export async function replay(workflowId: string, history: unknown): Promise<readonly unknown[]> {
  const replays = Worker.runReplayHistories({ workflowBundle: await builtWorkflows() }, [
    { workflowId, history },
  ]);
  const errors: unknown[] = [];
  for await (const { error } of replays) errors.push(error);
  return errors;
}

/**
 * Tests that each scenario has its recording in the folder, `<name>.json`, and that today's workflows replay it.
 * `workflowId`: for workflows that look at their own id.
 */
export function replayAll(
  folder: string,
  scenarios: readonly { readonly name: string }[],
  workflowId = (name: string) => name,
): void {
  const names = scenarios.map(({ name }) => name);

  it('has a recording of every scenario', async () => {
    const recorded = (await readdir(folder)).filter((file) => file.endsWith('.json'));
    expect(recorded.map((file) => basename(file, '.json')).toSorted()).toEqual(names.toSorted());
  });

  it.each(names)('%s', async (name) => {
    const history: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
    expect(await replay(workflowId(name), history)).toEqual([undefined]);
  });
}
