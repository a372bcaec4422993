import type { Client } from '@temporalio/client';
import { sweepVipsId, sweepVipsType } from '../api/balancer/index.js';
import { ensureSweepSchedule } from './sweep-schedule.js';

/** Makes the schedule of the sweep of VIPs if there is none. */
export async function ensureVipSchedule(client: Client, taskQueue: string): Promise<void> {
  await ensureSweepSchedule(client, {
    id: sweepVipsId,
    workflowType: sweepVipsType,
    taskQueue,
    input: {},
    jitterMinutes: 1,
    purpose: 'Compares all Services with all VIPs and mends what differs',
  });
}
