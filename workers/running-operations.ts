import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { z } from 'zod';
import type { RunningOperations } from '../activities/members/contract.js';
import { StatewrightError } from '../api/errors/index.js';
import { membersOf, offlineWorkflowId } from '../api/offline/requests.js';

/** What the workflow of an operation says of itself once it has checked its request (workflows/offline/operation.ts). */
const memoSchema = z.object({ nodeType: z.string(), ordinals: z.array(z.int()) });

/** Asks Temporal, which alone knows what is under way. Throws StatewrightError `TemporalUnavailable`. */
export function runningOperations(client: Client): RunningOperations {
  return {
    async find(key) {
      try {
        const { status, memo } = await client.workflow.getHandle(offlineWorkflowId(key)).describe();
        if (status.name !== 'RUNNING') return undefined;
        const told = memoSchema.safeParse(memo);
        return told.success ? membersOf({ ...key, ...told.data }) : 'any';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        const reason = error instanceof Error ? error.message : String(error);
        throw new StatewrightError(
          'TemporalUnavailable',
          { address: 'the cluster', reason },
          { cause: error },
        );
      }
    },
  };
}
