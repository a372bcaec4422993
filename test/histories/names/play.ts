import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { withTypedFailures } from '../../../activities/failure.js';
import { builtWorkflows } from '../../harness/workflow-environment.js';
import { playedBy, signalName, type NamesScenario } from './scenarios.js';

export interface Played {
  readonly handle: WorkflowHandle;
  readonly result: unknown;
  readonly asked: readonly unknown[];
}

/** Plays a scenario to its end against a real Temporal. */
export async function play(environment: TestWorkflowEnvironment, scenario: NamesScenario): Promise<Played> {
  const { activities, asked } = playedBy(scenario);
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: scenario.name,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(activities),
  });
  return worker.runUntil(async () => {
    const handle = await start(environment, scenario);
    const result: unknown = await handle.result();
    return { handle, result, asked };
  });
}

async function start({ client }: TestWorkflowEnvironment, scenario: NamesScenario): Promise<WorkflowHandle> {
  const { name, workflowType, input, signal } = scenario;
  const options = { workflowId: name, taskQueue: name, args: [input] };
  if (signal === undefined) return client.workflow.start(workflowType, options);
  return client.workflow.signalWithStart(workflowType, { ...options, signal: signalName, signalArgs: [signal] });
}
