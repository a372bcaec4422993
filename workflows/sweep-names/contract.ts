import type { NamesCompared } from '../../activities/dns/contract.js';

/** Input of the workflow `sweepNames`; may be left out. */
export interface SweepNamesInput {
  /** Every zone that is kept, if left out. */
  readonly zone?: string;
  /** Report only. */
  readonly dryRun?: boolean;
  /** Seconds between two proofs that a Service is gone; 10 if left out. */
  readonly graceSeconds?: number;
}

/** One zone as it was found, and what was done. */
export interface SweptZone extends Omit<NamesCompared, 'differing'> {
  /** How many Services had other names than they should. */
  readonly differing: number;
  /** The first of them. */
  readonly examples: readonly string[];
  /** Names changed. */
  readonly changed: number;
}

export interface SweepNamesResult {
  /** `Clean`: all names were right. `Swept`: they are now. `WouldSweep`: a dry run found some that are not. */
  readonly outcome: 'Clean' | 'Swept' | 'WouldSweep';
  /** The same in a sentence with numbers. */
  readonly message: string;
  readonly zones: readonly SweptZone[];
}
