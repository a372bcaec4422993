import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { withTypedFailures } from '../../../activities/failure.js';
import { builtWorkflows } from '../../harness/workflow-environment.js';
import { playedBy, type VipScenario } from './scenarios.js';

export interface Played {
  readonly handle: WorkflowHandle;
  readonly result: unknown;
  readonly looks: number;
  readonly removals: readonly unknown[];
  readonly sweeps: readonly unknown[];
}

/** Plays a scenario to its end against a real Temporal, as the controller would start it. */
export async function play(environment: TestWorkflowEnvironment, scenario: VipScenario): Promise<Played> {
  const { name, workflow, input, newsDuringLook = 0 } = scenario;
  const { client } = environment;
  const played = playedBy(scenario, async () => {
    const handle = client.workflow.getHandle(name);
    for (let news = 0; news < newsDuringLook; news += 1) await handle.signal('changed');
  });
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: name,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(played.activities),
  });
  return worker.runUntil(async () => {
    const options = { workflowId: name, taskQueue: name, args: [input] };
    const handle =
      workflow === 'vip'
        ? await client.workflow.signalWithStart(workflow, { ...options, signal: 'changed', signalArgs: [] })
        : await client.workflow.start(workflow, options);
    const result: unknown = await client.workflow.result(name);
    const { removals, sweeps } = played;
    return { handle, result, looks: played.looks(), removals, sweeps };
  });
}
