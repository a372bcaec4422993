import { proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { DnsActivities } from '../../activities/dns/contract.js';
import { sweeping } from '../activity-options.js';
import type { SweepNamesInput, SweepNamesResult, SweptZone } from './contract.js';
import { resultOf, sweptZone } from './result.js';

const graceSecondsByDefault = 10;

const dns = proxyActivities<DnsActivities>(sweeping);

/**
 * Compares the zones with Kubernetes in both directions, and puts right what differs: also names of Services of whose end
 * nobody told, each after two proofs. May run beside `dnsZone`: each write asks that the names be as they were read.
 */
export async function sweepNames(input: SweepNamesInput = {}): Promise<SweepNamesResult> {
  const { dryRun = false, graceSeconds = graceSecondsByDefault } = input;
  const zones = input.zone === undefined ? await dns.namedZones() : [input.zone];
  const swept: SweptZone[] = [];
  for (const zone of zones) {
    setCurrentDetails(`Comparing ${zone}.`);
    swept.push(await sweepZone(zone, dryRun, graceSeconds));
  }
  const result = resultOf(swept, dryRun);
  setCurrentDetails(result.message);
  return result;
}

async function sweepZone(zone: string, dryRun: boolean, graceSeconds: number): Promise<SweptZone> {
  const compared = await dns.compareNames({ zone });
  const { differing } = compared;
  if (dryRun || differing.length === 0) return sweptZone(compared, 0);
  const first = await dns.syncNames({ zone, services: differing, goneBefore: [] });
  if (first.missing.length === 0) return sweptZone(compared, first.changed);
  setCurrentDetails(
    `${zone}: ${first.missing.length} Services are gone; looking again in ${graceSeconds} s.`,
  );
  await sleep(graceSeconds * 1_000);
  const second = await dns.syncNames({ zone, services: [], goneBefore: first.missing });
  return sweptZone(compared, first.changed + second.changed);
}
