import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { sweepAddressesId, sweepAddressesType } from '../api/address-sweep.js';

/** Minutes between two sweeps; a schedule that is there already keeps its own. */
const everyMinutes = 10;

/** Makes the schedule of the sweep if there is none; one that an operator changed or paused stays as it is. */
export async function ensureAddressSchedule(client: Client, taskQueue: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: sweepAddressesId,
      spec: { intervals: [{ every: `${everyMinutes} min` }], jitter: '1 min' },
      action: {
        type: 'startWorkflow',
        workflowType: sweepAddressesType,
        workflowId: sweepAddressesId,
        taskQueue,
        args: [{}],
        workflowExecutionTimeout: '1 h',
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 min' },
      memo: { purpose: 'Gives up addresses that are kept for nobody any more' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
