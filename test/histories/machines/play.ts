import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { MachineWorld } from '../../harness/machine-world.js';
import { withMachineWorkers } from '../../harness/machine-workers.js';
import type { MachineScenario } from './scenarios.js';

export interface Played {
  readonly world: MachineWorld;
  readonly handle: WorkflowHandle;
  /** What the workflow answered, or the error it ended with. */
  readonly result: unknown;
}

/** Plays a scenario to its end against a real Temporal. */
export async function play(environment: TestWorkflowEnvironment, scenario: MachineScenario): Promise<Played> {
  const world = new MachineWorld();
  scenario.prepare(world);
  const { name: machine, workflow, input } = scenario;
  const agent = world.hasAgent ? world.agent() : undefined;
  const workers = { taskQueue: `orchestrator-${machine}`, machine, registry: world.registry(), agent };
  return withMachineWorkers(environment, workers, async () => {
    const handle = await environment.client.workflow.start(workflow, {
      workflowId: `${workflow}/${machine}`,
      taskQueue: workers.taskQueue,
      args: [{ ...input, machine }],
    });
    const result: unknown = await handle.result().catch((error: unknown) => error);
    return { world, handle, result };
  });
}
