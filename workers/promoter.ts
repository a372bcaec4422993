import { promote } from './promote.js';
import type { Role } from './role.js';
import { connectToTemporal } from './temporal-connection.js';
import { readWorkflowBundle } from './workflow-bundle.js';

/** The role `promote`: makes this build the current one and ends. Run once after each rollout of the orchestrators. */
export const runPromoter: Role = async ({ settings, logger, signal }) => {
  const { digest } = await readWorkflowBundle(false);
  const connection = await connectToTemporal(settings, signal, (failure) =>
    logger.warn({ code: failure.code }, failure.message),
  );
  try {
    const promotion = {
      namespace: settings.TEMPORAL_NAMESPACE,
      taskQueue: settings.STATEWRIGHT_TASK_QUEUE,
      buildId: settings.STATEWRIGHT_BUILD_ID ?? digest,
    };
    await promote(connection, promotion, logger, signal);
  } finally {
    await connection.close();
  }
};
