import type { Client } from '@temporalio/client';
import { sweepAddressesId, sweepAddressesType } from '../api/address-sweep.js';
import { ensureSweepSchedule } from './sweep-schedule.js';

/** Makes the schedule of the sweep of addresses if there is none. */
export async function ensureAddressSchedule(client: Client, taskQueue: string): Promise<void> {
  await ensureSweepSchedule(client, {
    id: sweepAddressesId,
    workflowType: sweepAddressesType,
    taskQueue,
    input: {},
    jitterMinutes: 1,
    purpose: 'Gives up addresses that are kept for nobody any more',
  });
}
