import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { withTypedFailures } from '../../activities/failure.js';
import type { MachineActivities, MachineRegistryActivities } from '../../activities/machine/contract.js';
import { machineQueue } from '../../api/machine-names.js';
import { builtWorkflows } from './workflow-environment.js';

export interface MachineWorkers {
  readonly taskQueue: string;
  readonly machine: string;
  readonly registry: MachineRegistryActivities;
  /** Undefined: nobody takes tasks from the machine's queue. */
  readonly agent: MachineActivities | undefined;
}

/** Runs `act` while an orchestrator and, if there is one, the machine's agent take tasks. */
export async function withMachineWorkers<T>(
  environment: TestWorkflowEnvironment,
  { taskQueue, machine, registry, agent }: MachineWorkers,
  act: () => Promise<T>,
): Promise<T> {
  const connection = environment.nativeConnection;
  const orchestrator = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(registry),
  });
  if (agent === undefined) return orchestrator.runUntil(act());
  const node = await Worker.create({
    connection,
    taskQueue: machineQueue(machine),
    activities: withTypedFailures(agent),
  });
  return orchestrator.runUntil(node.runUntil(act()));
}
