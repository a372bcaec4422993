import { Client } from '@temporalio/client';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { withTypedFailures } from '../activities/failure.js';
import type { MachineActivities } from '../activities/machine/contract.js';
import { machineQueue, sweepScheduleId, sweepVethsType } from '../api/machine-names.js';
import type { Logger } from './logging.js';
import type { Settings } from './settings.js';
import { ensureSweepSchedule } from './sweep-schedule.js';
import { connectToTemporal, pause } from './temporal-connection.js';

export interface NodeQueue {
  readonly machine: string;
  readonly settings: Settings;
  readonly activities: MachineActivities;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const retryMs = 5_000;
const shutdownGraceTime = '10 s';

/**
 * Takes the tasks of the machine's own queue for as long as the process runs, whatever becomes of Temporal meanwhile: pods
 * do not wait for it, so nothing here ends the process.
 */
export async function serveNodeQueue(queue: NodeQueue): Promise<void> {
  const { logger, signal, settings } = queue;
  let said = '';
  while (!signal.aborted) {
    try {
      const connection = await connectToTemporal(settings, signal, (failure) => {
        // Once for each reason: Temporal may be away for long.
        if (said !== failure.message) logger.warn({ code: failure.code }, failure.message);
        said = failure.message;
      });
      said = '';
      try {
        await work(queue, connection);
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (!queue.signal.aborted)
        logger.warn({ err: error }, "the machine's queue is not served; trying again");
    }
    await pause(retryMs, signal);
  }
}

async function work(queue: NodeQueue, connection: NativeConnection): Promise<void> {
  const { machine, settings, activities, logger, signal } = queue;
  if (signal.aborted) return;
  const client = new Client({ connection, namespace: settings.TEMPORAL_NAMESPACE });
  await ensureMachineSchedule(client, machine, settings.STATEWRIGHT_TASK_QUEUE);
  const worker = await Worker.create({
    connection,
    namespace: settings.TEMPORAL_NAMESPACE,
    taskQueue: machineQueue(machine),
    activities: withTypedFailures(activities),
    shutdownGraceTime,
  });
  const end = (): void => worker.shutdown();
  signal.addEventListener('abort', end);
  try {
    logger.info({ taskQueue: machineQueue(machine) }, 'taking tasks of this machine');
    await worker.run();
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Makes the schedule of the machine's sweep if there is none. */
export async function ensureMachineSchedule(
  client: Client,
  machine: string,
  taskQueue: string,
): Promise<void> {
  await ensureSweepSchedule(client, {
    id: sweepScheduleId(machine),
    workflowType: sweepVethsType,
    taskQueue,
    input: { machine },
    jitterMinutes: 2,
    purpose: `Removes what pods left behind on machine ${machine}`,
  });
}
