import type { AddressSweepReport } from '../../activities/addresses/contract.js';
import type { SweepAddressesResult } from './contract.js';

/**
 * | found   | dry run | outcome    |
 * | ------- | ------- | ---------- |
 * | nothing | any     | Clean      |
 * | some    | yes     | WouldSweep |
 * | some    | no      | Swept      |
 */
export function resultOf(report: AddressSweepReport, dryRun: boolean): SweepAddressesResult {
  const { found, freed, kept, seen } = report;
  const all = found.expired + found.former + found.orphan;
  const had = `${seen.bound} bound and ${seen.released} kept`;
  if (all === 0) return { ...report, outcome: 'Clean', message: `Nothing is over; ${had}.` };
  const parts = `${found.expired} expired, ${found.former} former, ${found.orphan} without reservation`;
  if (dryRun) return { ...report, outcome: 'WouldSweep', message: `Would give up ${parts}; ${had}.` };
  const left = kept === 0 ? '' : `; ${kept} changed meanwhile or are still in use`;
  return { ...report, outcome: 'Swept', message: `Found ${parts}: freed ${freed} addresses${left}; ${had}.` };
}
