import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';

/** A workflow that is started again and again to tidy up. */
export interface SweepSchedule {
  /** Of the schedule; the workflow's begins so. */
  readonly id: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly input: object;
  /** By how many minutes at most it is moved, so that not all begin at once. */
  readonly jitterMinutes: number;
  /** What it does, for people. */
  readonly purpose: string;
}

/** Minutes between two sweeps; a schedule that is there already keeps its own. */
const everyMinutes = 10;

/** Makes the schedule if there is none; one that an operator changed or paused stays as it is. */
export async function ensureSweepSchedule(client: Client, schedule: SweepSchedule): Promise<void> {
  const { id, workflowType, taskQueue, input, jitterMinutes, purpose } = schedule;
  try {
    await client.schedule.create({
      scheduleId: id,
      spec: { intervals: [{ every: `${everyMinutes} min` }], jitter: `${jitterMinutes} min` },
      action: {
        type: 'startWorkflow',
        workflowType,
        workflowId: id,
        taskQueue,
        args: [input],
        workflowExecutionTimeout: '1 h',
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 min' },
      memo: { purpose },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
