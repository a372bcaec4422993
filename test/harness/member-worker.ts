import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { withTypedFailures } from '../../activities/failure.js';
import type { MemberActivities } from '../../activities/members/contract.js';
import {
  bringOnlineType,
  offlineWorkflowId,
  takeOfflineType,
  type OperationKind,
  type TakeOfflineRequest,
} from '../../api/offline/requests.js';
import type { OperationProgress, OperationResult } from '../../workflows/offline/contract.js';
import type { MemberWorld } from './member-world.js';
import { builtWorkflows } from './workflow-environment.js';

type OperationWorkflow = (request: TakeOfflineRequest) => Promise<OperationResult>;
export type OperationHandle = WorkflowHandle<OperationWorkflow>;

/** A worker on `taskQueue` that acts on a world; an end of its process hands running waits over. */
export async function memberWorker(
  environment: TestWorkflowEnvironment,
  taskQueue: string,
  activities: MemberActivities,
): Promise<Worker> {
  return Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures({ ...activities }),
    shutdownForceTime: '5 s',
    // Cancellations are heard of at heartbeats; tests need not wait as long as production may.
    maxHeartbeatThrottleInterval: '200 ms',
  });
}

/** Starts an operation on the world's cluster, on a queue named like the cluster. */
export function startOperation(
  environment: TestWorkflowEnvironment,
  world: MemberWorld,
  kind: OperationKind,
  request: Omit<TakeOfflineRequest, 'namespace' | 'name'>,
  workflowId = offlineWorkflowId(world.key),
): Promise<OperationHandle> {
  return environment.client.workflow.start<OperationWorkflow>(
    kind === 'TakeOffline' ? takeOfflineType : bringOnlineType,
    { workflowId, taskQueue: world.key.name, args: [{ ...world.key, ...request }] },
  );
}

export function progressOf(handle: OperationHandle): Promise<OperationProgress> {
  return handle.query<OperationProgress>('progress');
}
