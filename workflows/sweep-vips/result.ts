import type { VipSweepReport } from '../../activities/balancer/contract.js';
import type { SweepVipsResult } from './contract.js';

/**
 * | found   | dry run | outcome    |
 * | ------- | ------- | ---------- |
 * | nothing | any     | Clean      |
 * | some    | yes     | WouldSweep |
 * | some    | no      | Swept      |
 */
export function resultOf(report: VipSweepReport, dryRun: boolean): SweepVipsResult {
  const { found, seen, repaired, removed, kept, blocked } = report;
  const had = `${seen.services} Services and ${seen.vips} VIPs`;
  if (found.missing + found.different + found.over === 0) {
    return { ...report, outcome: 'Clean', message: `The balancer has what Kubernetes says; ${had}.` };
  }
  const parts = `${found.missing} missing, ${found.different} different, ${found.over} over`;
  if (dryRun) return { ...report, outcome: 'WouldSweep', message: `Would mend ${parts}; ${had}.` };
  const rest = [
    ...(kept > 0 ? [`${kept} were right or changed meanwhile`] : []),
    ...(blocked > 0 ? [`${blocked} Services could not be served in full`] : []),
  ];
  const done = [`Found ${parts}: ${repaired} Services mended, ${removed} VIPs removed`, ...rest].join(', ');
  return { ...report, outcome: 'Swept', message: `${done}; ${had}.` };
}
