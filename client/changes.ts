import { WithStartWorkflowOperation } from '@temporalio/client';
import { z } from 'zod';
import { StatewrightError } from '../api/errors/index.js';
import { clusterWorkflowId, type ObjectKey } from '../api/names.js';
import type {
  ChangeAccepted,
  ClusterInput,
  ConfigureRequest,
  ScaleRequest,
  UpgradeRequest,
} from '../workflows/cluster/contract.js';
import {
  clusterStartOptions,
  clusterWorkflowType,
  configureUpdate,
  scaleUpdate,
  upgradeUpdate,
} from './cluster-workflow.js';
import type { TemporalConnection } from './temporal.js';

const acceptedSchema = z.object({ generation: z.int() });

/** Milliseconds that an Update may take: the workflow may have to be started, and the write retried. */
const updateTimeoutMs = 30_000;

/**
 * Sends an Update to the workflow of the cluster and starts the workflow if none is running.
 * Throws StatewrightError: what the workflow's validator refused, with `problems` by field; `ClusterNotFound`;
 * `WorkflowSilent` if no orchestrator took it (then nothing was accepted); `TemporalUnavailable`.
 */
async function update(
  temporal: TemporalConnection,
  key: ObjectKey,
  name: string,
  request: ScaleRequest | UpgradeRequest | ConfigureRequest,
): Promise<ChangeAccepted> {
  const verb = `${name} the cluster`;
  const reply = await temporal.call({ verb, key, timeoutMs: updateTimeoutMs }, (client) =>
    client.workflow.executeUpdateWithStart<() => Promise<unknown>, unknown, [typeof request]>(name, {
      args: [request],
      startWorkflowOperation: new WithStartWorkflowOperation(clusterWorkflowType, {
        ...clusterStartOptions(key, temporal.taskQueue),
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    }),
  );
  const accepted = acceptedSchema.safeParse(reply);
  if (!accepted.success) {
    const reason = 'the reply is not of the expected form; client and orchestrator differ in version';
    throw new StatewrightError('TemporalRefused', { address: temporal.address, verb, reason });
  }
  return accepted.data;
}

export function scaleCluster(
  temporal: TemporalConnection,
  key: ObjectKey,
  request: ScaleRequest,
): Promise<ChangeAccepted> {
  return update(temporal, key, scaleUpdate, request);
}

export function upgradeCluster(
  temporal: TemporalConnection,
  key: ObjectKey,
  request: UpgradeRequest,
): Promise<ChangeAccepted> {
  return update(temporal, key, upgradeUpdate, request);
}

export function configureCluster(
  temporal: TemporalConnection,
  key: ObjectKey,
  request: ConfigureRequest,
): Promise<ChangeAccepted> {
  return update(temporal, key, configureUpdate, request);
}

/**
 * Starts the workflow of a cluster as a person does in the Temporal UI; with `spec` it writes the wish to Kubernetes
 * first. Throws StatewrightError `WorkflowAlreadyRunning` if there is one: its cluster is changed, not started.
 */
export async function startCluster(
  temporal: TemporalConnection,
  input: ClusterInput,
): Promise<{ readonly workflowId: string; readonly runId: string }> {
  const key = { namespace: input.namespace, name: input.name };
  const handle = await temporal.call({ verb: 'start the cluster workflow', key }, (client) =>
    client.workflow.start(clusterWorkflowType, {
      ...clusterStartOptions(key, temporal.taskQueue, input.spec, input.spec),
      workflowIdConflictPolicy: 'FAIL',
    }),
  );
  return { workflowId: clusterWorkflowId(key), runId: handle.firstExecutionRunId };
}
