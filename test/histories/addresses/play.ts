import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { withTypedFailures } from '../../../activities/failure.js';
import { sweepAddressesType } from '../../../api/address-sweep.js';
import { builtWorkflows } from '../../harness/workflow-environment.js';
import { playedBy, type AddressScenario } from './scenarios.js';

export interface Played {
  readonly handle: WorkflowHandle;
  readonly result: unknown;
  readonly asked: readonly unknown[];
}

/** Plays a scenario to its end against a real Temporal. */
export async function play(environment: TestWorkflowEnvironment, scenario: AddressScenario): Promise<Played> {
  const { activities, asked } = playedBy(scenario);
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: scenario.name,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(activities),
  });
  return worker.runUntil(async () => {
    const handle = await environment.client.workflow.start(sweepAddressesType, {
      workflowId: scenario.name,
      taskQueue: scenario.name,
      args: [scenario.input],
    });
    const result: unknown = await handle.result();
    return { handle, result, asked };
  });
}
