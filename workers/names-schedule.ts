import type { Client } from '@temporalio/client';
import { sweepNamesId, sweepNamesType } from '../api/dns/index.js';
import { ensureSweepSchedule } from './sweep-schedule.js';

/** Makes the schedule of the sweep of names if there is none. */
export async function ensureNamesSchedule(client: Client, taskQueue: string): Promise<void> {
  await ensureSweepSchedule(client, {
    id: sweepNamesId,
    workflowType: sweepNamesType,
    taskQueue,
    input: {},
    jitterMinutes: 2,
    purpose: "Compares the company's zones with Kubernetes and puts names right",
  });
}
