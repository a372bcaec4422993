import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from './logging.js';
import { pause } from './temporal-connection.js';

/** The Worker Deployment that all orchestrators of one installation belong to. */
export function deploymentName(taskQueue: string): string {
  return taskQueue;
}

export interface Promotion {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly buildId: string;
}

/**
 * Makes a build the current version of the Worker Deployment: from then on new workflow tasks go to it, and running
 * workflows follow at their next task. The server knows a version only once a worker of it has polled, so this keeps
 * trying until then.
 */
export async function promote(
  connection: NativeConnection,
  promotion: Promotion,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, buildId } = promotion;
  const name = deploymentName(promotion.taskQueue);
  while (!signal.aborted) {
    try {
      await connection.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: name,
        buildId,
        identity: 'statewright-promote',
      });
      logger.info({ deployment: name, buildId }, 'this build is the current version');
      return;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.info({ deployment: name, buildId, reason }, 'the server does not take this version yet');
      await pause(500, signal);
    }
  }
}
