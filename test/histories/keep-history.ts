import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { projectRoot } from '../harness/project-root.js';
import { startTemporal } from '../harness/workflow-environment.js';

type History = Parameters<typeof historyToJSON>[0];
type Environment = Awaited<ReturnType<typeof startTemporal>>;

/** Writes a history down, without the folders of the machine that recorded it: stack traces name them. */
export async function keepHistory(file: string, history: History): Promise<void> {
  // Packages may lie elsewhere than the checkout, behind a link.
  const packages = realpathSync(join(projectRoot, 'node_modules'));
  const text = historyToJSON(history)
    .replaceAll(`${packages}/`, './node_modules/')
    .replaceAll(`${projectRoot}/`, './');
  await writeFile(file, `${text}\n`);
}

/** Plays each scenario of which the folder has no history yet, and keeps its history there. */
export async function recordMissing<S extends { readonly name: string }>(
  folder: string,
  scenarios: readonly S[],
  play: (
    environment: Environment,
    scenario: S,
  ) => Promise<{ readonly handle: { fetchHistory(): Promise<History> } }>,
): Promise<void> {
  const environment = await startTemporal();
  for (const scenario of scenarios) {
    const file = join(projectRoot, 'test/histories', folder, `${scenario.name}.json`);
    if (existsSync(file)) continue;
    const { handle } = await play(environment, scenario);
    await keepHistory(file, await handle.fetchHistory());
    process.stdout.write(`Recorded ${scenario.name}.\n`);
  }
  await environment.teardown();
}
