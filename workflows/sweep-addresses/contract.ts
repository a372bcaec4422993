import type { AddressSweepReport } from '../../activities/addresses/contract.js';

/** Input of the workflow `sweepAddresses`; may be left out. */
export interface SweepAddressesInput {
  /** Report only. */
  readonly dryRun?: boolean;
}

export interface SweepAddressesResult extends AddressSweepReport {
  /** `Clean`: nothing was over. `Swept`: what was over is given up. `WouldSweep`: a dry run found some. */
  readonly outcome: 'Clean' | 'Swept' | 'WouldSweep';
  /** The same in a sentence with numbers. */
  readonly message: string;
}
