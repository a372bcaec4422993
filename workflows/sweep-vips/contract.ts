import type { VipSweepReport } from '../../activities/balancer/contract.js';

/** Input of the workflow `sweepVips`; may be left out. */
export interface SweepVipsInput {
  /** Report only. */
  readonly dryRun?: boolean;
}

export interface SweepVipsResult extends VipSweepReport {
  /** `Clean`: both sides agree. `Swept`: what differed was dealt with. `WouldSweep`: a dry run found some. */
  readonly outcome: 'Clean' | 'Swept' | 'WouldSweep';
  /** The same in a sentence with numbers. */
  readonly message: string;
}
