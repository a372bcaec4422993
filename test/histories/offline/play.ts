import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { memberWorker, progressOf, startOperation, type OperationHandle } from '../../harness/member-worker.js';
import type { OfflineScenario } from './scenarios.js';

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Plays a scenario to its end against a real Temporal; an operation that is refused ends as well. */
export async function play(
  environment: TestWorkflowEnvironment,
  scenario: OfflineScenario,
): Promise<{ readonly handle: OperationHandle }> {
  const world = scenario.world();
  const worker = await memberWorker(environment, world.key.name, world.activities());
  return worker.runUntil(async () => {
    const handle = await startOperation(environment, world, scenario.kind, scenario.request);
    const untilState = (state: string): Promise<void> =>
      until(`it is ${state}`, async () => (await progressOf(handle)).state === state);
    await scenario.play({ world, handle, until, untilState });
    await handle.result().catch(() => undefined);
    return { handle };
  });
}
