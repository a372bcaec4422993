/** Records the histories of sweeps of addresses that are not there yet: part of `npm run histories`. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { projectRoot } from '../../harness/project-root.js';
import { startTemporal } from '../../harness/workflow-environment.js';
import { play } from './play.js';
import { addressScenarios } from './scenarios.js';

const folder = join(projectRoot, 'test/histories/addresses');
const environment = await startTemporal();
for (const scenario of addressScenarios) {
  const file = join(folder, `${scenario.name}.json`);
  if (existsSync(file)) continue;
  const { handle } = await play(environment, scenario);
  // Stack traces name folders of the machine that recorded them.
  const history = historyToJSON(await handle.fetchHistory()).replaceAll(`${projectRoot}/`, './');
  await writeFile(file, `${history}\n`);
  process.stdout.write(`Recorded ${scenario.name}.\n`);
}
await environment.teardown();
