import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { z } from 'zod';
import { withDefaults } from '../api/defaults.js';
import { formatProblem, StatewrightError } from '../api/errors/index.js';
import { formatKey, type ObjectKey } from '../api/names.js';
import {
  bringOnlineType,
  offlineWorkflowId,
  operationProblems,
  operationTitle,
  takeOfflineType,
  type OperationKind,
  type TakeOfflineRequest,
} from '../api/offline/index.js';
import { searchAttribute } from '../api/search-attributes.js';
import { catalogRules } from '../catalog/index.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';
import type { OperationProgress, OperationResult } from '../workflows/offline/contract.js';
import { parseOperationProgress, parseOperationResult } from './offline-schemas.js';
import type { TemporalConnection } from './temporal.js';

/** Which members of a cluster, and for offline: whether by force. */
export type MembersToMove = Omit<TakeOfflineRequest, 'namespace' | 'name'>;

export interface StartedOperation {
  readonly workflowId: string;
  readonly runId: string;
}

/** What one look at an operation shows; with `result` it is the last. */
export interface OperationSighting {
  readonly progress?: OperationProgress;
  readonly result?: OperationResult;
}

export interface FollowOperationOptions {
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks; 1000 if left out. */
  readonly intervalMs?: number;
  /** Follow this run; the latest if left out. */
  readonly runId?: string;
}

const memoSchema = z.object({ operation: z.string() });

/**
 * Checks the operation against the live cluster and starts it. Throws StatewrightError with `problems` by field,
 * `ClusterNotFound`, `ClusterBeingDeleted`, `OperationRunning` which names the first, `TemporalUnavailable`.
 */
export async function startOperation(
  kubernetes: KubernetesClient,
  temporal: TemporalConnection,
  key: ObjectKey,
  kind: OperationKind,
  members: MembersToMove,
): Promise<StartedOperation> {
  const { namespace, name } = key;
  const request: TakeOfflineRequest = { namespace, name, ...members };
  const cluster = await kubernetes.get(distributedClusters, key);
  if (cluster === undefined) throw new StatewrightError('ClusterNotFound', { ...key });
  if (cluster.metadata.deletionTimestamp !== undefined) {
    throw new StatewrightError('ClusterBeingDeleted', { ...key });
  }
  const { tenant, component } = cluster.spec;
  const rules = catalogRules.filter((candidate) => candidate.component === component);
  const [known] = rules;
  const spec = known ? withDefaults(cluster.spec, known) : cluster.spec;
  const problems = operationProblems(spec, rules, kind, request);
  const [first] = problems;
  if (first) {
    throw new StatewrightError(first.code, { reason: problems.map(formatProblem).join(' ') }, { problems });
  }
  const workflowId = offlineWorkflowId(key);
  const title = operationTitle(kind, request);
  return temporal.call({ verb: title, key }, async (client) => {
    try {
      const type = kind === 'TakeOffline' ? takeOfflineType : bringOnlineType;
      const handle = await client.workflow.start(type, {
        workflowId,
        taskQueue: temporal.taskQueue,
        args: [request],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: `${formatKey(key)}: ${title}`,
        memo: { operation: title },
        typedSearchAttributes: [
          { key: searchAttribute.cluster, value: formatKey(key) },
          { key: searchAttribute.tenant, value: tenant },
          { key: searchAttribute.component, value: component },
          { key: searchAttribute.operation, value: kind },
        ],
      });
      return { workflowId, runId: handle.firstExecutionRunId };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      const running = await titleOf(client, workflowId);
      throw new StatewrightError('OperationRunning', { ...key, first: running }, { cause: error });
    }
  });
}

/** What the running operation is called; one that was started by hand has no memo of ours. */
async function titleOf(client: Client, workflowId: string): Promise<string> {
  const { memo, type } = await client.workflow.getHandle(workflowId).describe();
  const told = memoSchema.safeParse(memo);
  return told.success ? told.data.operation : `${type}, started by hand`;
}

/** Asks the operation under way to take back what it did; returns when it was told. Throws StatewrightError `NoOperation`. */
export async function cancelOperation(temporal: TemporalConnection, key: ObjectKey): Promise<void> {
  await asked(temporal, key, 'cancel the operation', (handle) => handle.cancel());
}

/** What the operation under way is doing. Throws StatewrightError `NoOperation`. */
export async function operationProgress(
  temporal: TemporalConnection,
  key: ObjectKey,
): Promise<OperationProgress> {
  const verb = 'answer what the operation is doing';
  const reply = await asked(temporal, key, verb, (handle) => handle.query<unknown>('progress'));
  return parseOperationProgress(reply) ?? malformed(temporal, verb);
}

async function asked<T>(
  temporal: TemporalConnection,
  key: ObjectKey,
  verb: string,
  ask: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> {
  try {
    return await temporal.call({ verb }, (client) => ask(client.workflow.getHandle(offlineWorkflowId(key))));
  } catch (error) {
    if (error instanceof StatewrightError && error.code === 'WorkflowNotRunning') {
      throw new StatewrightError('NoOperation', { ...key }, { cause: error });
    }
    throw error;
  }
}

/**
 * Looks at the operation again and again and yields each sighting that differs from the one before; the last has the
 * result. Throws what the operation failed with, or `NoOperation`. While servers give no answer it goes on asking.
 */
export async function* followOperation(
  temporal: TemporalConnection,
  key: ObjectKey,
  options: FollowOperationOptions = {},
): AsyncGenerator<OperationSighting, void, undefined> {
  const { signal, intervalMs = 1_000, runId } = options;
  const workflowId = offlineWorkflowId(key);
  let before = '';
  while (signal?.aborted !== true) {
    const progress = await operationProgress(temporal, key).catch((error: unknown) => {
      const isPassing =
        error instanceof StatewrightError && (error.kind === 'Unavailable' || error.code === 'NoOperation');
      if (!isPassing) throw error;
      return undefined;
    });
    const text = JSON.stringify(progress ?? before);
    if (progress && text !== before) yield { progress };
    if (progress) before = text;
    const result = await endOf(temporal, key, workflowId, runId, intervalMs);
    if (result) {
      yield { ...(progress && { progress }), result };
      return;
    }
  }
}

/** The result if the operation ends within the time; undefined if it goes on, or nobody tells. */
async function endOf(
  temporal: TemporalConnection,
  key: ObjectKey,
  workflowId: string,
  runId: string | undefined,
  timeoutMs: number,
): Promise<OperationResult | undefined> {
  const verb = 'tell the end of the operation';
  try {
    const reply = await temporal.call(
      { verb, timeoutMs },
      (client) => client.workflow.getHandle(workflowId, runId).result() as Promise<unknown>,
    );
    return parseOperationResult(reply) ?? malformed(temporal, verb);
  } catch (error) {
    if (!(error instanceof StatewrightError)) throw error;
    if (error.code === 'WorkflowNotRunning')
      throw new StatewrightError('NoOperation', { ...key }, { cause: error });
    if (error.kind === 'Unavailable') return undefined;
    throw error;
  }
}

function malformed(temporal: TemporalConnection, verb: string): never {
  const reason = 'the reply is not of the expected form; client and orchestrator differ in version';
  throw new StatewrightError('TemporalRefused', { address: temporal.address, verb, reason });
}
