import { z } from 'zod';
import { catalogue, StatewrightError, type ErrorCode } from '../api/errors/index.js';
import { clusterWorkflowId, type ObjectKey } from '../api/names.js';
import type { ClusterProgress } from '../workflows/cluster/contract.js';
import { clusterProgressQuery } from './cluster-workflow.js';
import { guardSchema, stepSchema } from './step-schema.js';
import type { TemporalConnection } from './temporal.js';

const phases = ['Pending', 'Provisioning', 'Updating', 'Ready', 'Blocked', 'Deleting'] as const;
const known: readonly string[] = Object.keys(catalogue);

const progressSchema = z.object({
  phase: z.enum(phases),
  generation: z.int(),
  message: z.string(),
  steps: z.array(stepSchema),
  guards: z.array(guardSchema).optional(),
  blockedBy: z
    .object({
      code: z.custom<ErrorCode>((value) => typeof value === 'string' && known.includes(value)),
      sentence: z.string(),
      remedy: z.string(),
    })
    .optional(),
});

/** The reply to the query `progress`; undefined if it is of another form, as from a worker of another version. */
export function parseProgress(reply: unknown): ClusterProgress | undefined {
  const parsed = progressSchema.safeParse(reply);
  if (!parsed.success) return undefined;
  const { steps, blockedBy, guards, ...rest } = parsed.data;
  return {
    ...rest,
    steps: steps.map(({ startedAt, finishedAt, ...step }) => ({
      ...step,
      ...(startedAt !== undefined && { startedAt }),
      ...(finishedAt !== undefined && { finishedAt }),
    })),
    ...(guards && { guards }),
    ...(blockedBy && { blockedBy }),
  };
}

/**
 * What the workflow of the cluster is doing now, asked of the workflow itself.
 * Throws StatewrightError `WorkflowNotRunning`, `WorkflowSilent` (no orchestrator), `TemporalUnavailable`.
 */
export async function queryProgress(
  temporal: TemporalConnection,
  key: ObjectKey,
  timeoutMs?: number,
): Promise<ClusterProgress> {
  const verb = 'answer what the cluster workflow is doing';
  const call = { verb, key, ...(timeoutMs !== undefined && { timeoutMs }) };
  const reply = await temporal.call(call, (client) =>
    client.workflow.getHandle(clusterWorkflowId(key)).query<unknown>(clusterProgressQuery),
  );
  const progress = parseProgress(reply);
  if (progress === undefined) {
    throw new StatewrightError('TemporalRefused', {
      address: temporal.address,
      verb,
      reason: 'the reply is not of the expected form; client and orchestrator differ in version',
    });
  }
  return progress;
}
