import type { ClassCounts, RemovalReport, UnreadList } from '../../activities/machine/contract.js';

/** Input of the workflow `sweepVeths/<machine>`. */
export interface SweepVethsInput {
  readonly machine: string;
  /** Report only. */
  readonly dryRun?: boolean;
  /** Seconds between the two looks; 60 if left out. */
  readonly graceSeconds?: number;
  /** Seconds that the machine's agent is waited for; 60 if left out. */
  readonly agentSeconds?: number;
}

/**
 * `Clean`: nothing was suspect twice. `Swept`: leftovers were removed. `WouldSweep`: a dry run found some.
 * `Unknown`: a list could not be read in full, so nothing was removed. `MachineGone`: Kubernetes has no such Node any more.
 */
export type SweepOutcome = 'Clean' | 'Swept' | 'WouldSweep' | 'Unknown' | 'MachineGone';

export interface SweepVethsResult {
  readonly machine: string;
  readonly outcome: SweepOutcome;
  /** The same in a sentence with numbers. */
  readonly message: string;
  /** Of the last look. */
  readonly counts?: ClassCounts;
  /** Names of what a dry run would remove. */
  readonly wouldRemove?: readonly string[];
  readonly removed: number;
  readonly kept: RemovalReport['kept'];
  readonly unread: readonly UnreadList[];
}
