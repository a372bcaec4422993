import type { NamesCompared } from '../../activities/dns/contract.js';
import type { SweepNamesResult, SweptZone } from './contract.js';

const mostExamples = 50;

export function sweptZone(compared: NamesCompared, changed: number): SweptZone {
  const { differing, ...rest } = compared;
  return { ...rest, differing: differing.length, examples: differing.slice(0, mostExamples), changed };
}

/**
 * | Services with other names | dry run | outcome    |
 * | ------------------------- | ------- | ---------- |
 * | none                      | any     | Clean      |
 * | some                      | yes     | WouldSweep |
 * | some                      | no      | Swept      |
 */
export function resultOf(zones: readonly SweptZone[], dryRun: boolean): SweepNamesResult {
  const sum = (count: (zone: SweptZone) => number): number =>
    zones.reduce((total, zone) => total + count(zone), 0);
  const differing = sum((zone) => zone.differing);
  const problems = sum((zone) => zone.problemCount);
  const had = `${sum((zone) => zone.records)} records in ${zones.length} zones`;
  const rest = problems === 0 ? had : `${had}; ${problems} names cannot be had`;
  if (differing === 0) return { outcome: 'Clean', message: `All names are right; ${rest}.`, zones };
  const what = `the names of ${differing} Services`;
  if (dryRun) return { outcome: 'WouldSweep', message: `Would change ${what}; ${rest}.`, zones };
  const changed = sum((zone) => zone.changed);
  return { outcome: 'Swept', message: `Put ${what} right, ${changed} names changed; ${rest}.`, zones };
}
