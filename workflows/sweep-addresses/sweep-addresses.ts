import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { AddressActivities } from '../../activities/addresses/contract.js';
import { sweeping } from '../activity-options.js';
import type { SweepAddressesInput, SweepAddressesResult } from './contract.js';
import { resultOf } from './result.js';

const addresses = proxyActivities<AddressActivities>(sweeping);

/** Gives up addresses that are kept for nobody any more, so that others can have them. */
export async function sweepAddresses(input: SweepAddressesInput = {}): Promise<SweepAddressesResult> {
  const { dryRun = false } = input;
  setCurrentDetails('Looking at all reservations and assignments.');
  const result = resultOf(await addresses.sweepAddresses({ dryRun }), dryRun);
  setCurrentDetails(result.message);
  return result;
}
