import type {
  DnsActivities,
  NamesCompared,
  NamesSynced,
  SyncNamesRequest,
} from '../../../activities/dns/contract.js';
import { dnsZoneType, namesChangedSignal, sweepNamesType } from '../../../api/dns/workflow.js';
import { StatewrightError } from '../../../api/errors/index.js';

export interface NamesScenario {
  /** Name of the history file. */
  readonly name: string;
  readonly workflowType: string;
  readonly input: object;
  /** Keys sent with the start, as the controller does. */
  readonly signal?: readonly string[];
  readonly syncs: readonly (NamesSynced | StatewrightError)[];
  readonly compared?: readonly NamesCompared[];
}

const zone = 'k8s.corp.example';
const nothing: NamesSynced = { changed: 0, missing: [], contested: [], problems: [], problemCount: 0 };
const clean: NamesCompared = { zone, records: 12, services: 4, differing: [], problems: [], problemCount: 0 };
const away = new StatewrightError('NameServerUnavailable', { server: 'bind', verb: 'transfer', name: zone, reason: 'away' });

/** Runs whose histories are kept and replayed against every later version of the workflows; never recorded anew. */
export const namesScenarios: readonly NamesScenario[] = [
  {
    name: 'dns-zone-changed',
    workflowType: dnsZoneType,
    input: { zone },
    signal: ['shop/web'],
    syncs: [{ ...nothing, changed: 2 }],
  },
  {
    name: 'dns-zone-many',
    workflowType: dnsZoneType,
    input: { zone },
    signal: Array.from({ length: 50 }, (_, n) => `shop/web-${n}`),
    syncs: [{ ...nothing, changed: 100 }],
  },
  {
    name: 'dns-zone-gone',
    workflowType: dnsZoneType,
    input: { zone, graceSeconds: 1 },
    signal: ['shop/web'],
    syncs: [
      { ...nothing, missing: ['shop/web'] },
      { ...nothing, changed: 2 },
    ],
  },
  {
    name: 'dns-zone-after-an-outage',
    workflowType: dnsZoneType,
    input: { zone },
    signal: ['shop/web'],
    syncs: [away, nothing],
  },
  {
    name: 'dns-zone-contested',
    workflowType: dnsZoneType,
    input: { zone, services: ['shop/web'] },
    syncs: [{ ...nothing, contested: ['shop/web'] }, nothing],
  },
  { name: 'sweep-names-clean', workflowType: sweepNamesType, input: {}, syncs: [], compared: [clean] },
  {
    name: 'sweep-names-dry-run',
    workflowType: sweepNamesType,
    input: { dryRun: true },
    syncs: [],
    compared: [{ ...clean, differing: ['shop/web'] }],
  },
  {
    name: 'sweep-names-swept',
    workflowType: sweepNamesType,
    input: { graceSeconds: 1 },
    syncs: [
      { ...nothing, changed: 1, missing: ['shop/old'] },
      { ...nothing, changed: 3 },
    ],
    compared: [{ ...clean, differing: ['shop/old', 'shop/web'] }],
  },
];

export const signalName = namesChangedSignal;

/** Activities that answer as the scenario says, the last answer again and again, and what they were asked. */
export function playedBy({ syncs, compared = [] }: NamesScenario): {
  readonly activities: DnsActivities;
  readonly asked: SyncNamesRequest[];
} {
  const asked: SyncNamesRequest[] = [];
  return {
    asked,
    activities: {
      namedZones: () => Promise.resolve([zone]),
      compareNames: () => Promise.resolve(compared[0] ?? clean),
      syncNames(request) {
        asked.push(request);
        const answer = syncs[Math.min(asked.length, syncs.length) - 1] ?? nothing;
        return answer instanceof StatewrightError ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
  };
}
