/**
 * Records the history of each scenario that has none yet: `npm run histories`. Existing files stay as they are, since
 * their worth is that an older version of the workflow wrote them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterProgress } from '../../workflows/cluster/contract.js';
import { projectRoot } from '../harness/project-root.js';
import { startTemporal, withWorker } from '../harness/workflow-environment.js';
import { keepHistory } from './keep-history.js';
import { scenarios } from './scenarios.js';

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const folder = join(projectRoot, 'test/histories');
const environment = await startTemporal();
for (const scenario of scenarios) {
  const file = join(folder, `${scenario.name}.json`);
  if (existsSync(file)) continue;
  const world = scenario.world();
  const taskQueue = scenario.name;
  await withWorker(environment, taskQueue, world, async () => {
    const handle = await environment.client.workflow.signalWithStart('cluster', {
      workflowId: `cluster/default/${scenario.name}`,
      taskQueue,
      args: [{ namespace: 'default', name: scenario.name }],
      signal: 'changed',
    });
    await scenario.play({
      world,
      handle,
      notify: () => handle.signal('changed'),
      untilCall: (call) => until(() => world.calls.includes(call), call),
      untilPhase: (phase, generation) =>
        until(async () => {
          const progress = await handle.query<ClusterProgress>('progress');
          return progress.phase === phase && (generation === undefined || progress.generation === generation);
        }, phase),
    });
    await keepHistory(file, await handle.fetchHistory());
    await handle.terminate().catch(() => undefined);
  });
  console.log(`Recorded ${scenario.name}.`);
}
await environment.teardown();
