import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { VipActivities } from '../../activities/balancer/contract.js';
import { sweeping } from '../activity-options.js';
import type { SweepVipsInput, SweepVipsResult } from './contract.js';
import { resultOf } from './result.js';

const vips = proxyActivities<VipActivities>(sweeping);

/** Compares all Services with all that the balancer has for this cluster, and mends what differs. */
export async function sweepVips(input: SweepVipsInput = {}): Promise<SweepVipsResult> {
  const { dryRun = false } = input;
  setCurrentDetails('Looking at all Services and all VIPs.');
  const result = resultOf(await vips.sweepVips({ dryRun }), dryRun);
  setCurrentDetails(result.message);
  return result;
}
