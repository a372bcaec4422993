import { decideNames } from '../../api/dns/decide.js';
import { namesOfService, type NameProblem, type WantedRecord } from '../../api/dns/service-names.js';
import { byZone } from '../../api/dns/zone-plan.js';
import { ZoneState, type ZoneRules } from '../../api/dns/zone-state.js';

import type { KeptZone, NamingSettings } from './config.js';
import type { NamesCompared, NamesSynced, SyncNamesRequest } from './contract.js';
import {
  isServed,
  readAllServices,
  readServices,
  type LiveService,
  type ServiceReader,
} from './live-services.js';
import { sendUpdates } from './send-updates.js';

export interface NamesWorld {
  readonly kubernetes: ServiceReader;
  readonly naming: NamingSettings;
  /** UID of the namespace kube-system. */
  readonly owner: string;
}

export interface NamesCall {
  readonly signal?: AbortSignal | undefined;
  /** Hears that it goes on. */
  readonly progress?: () => void;
}

/** So many times a name that changes under our hands is read anew in one go. */
const mostRounds = 3;
/** So many problems are named in a report. */
const mostProblems = 50;

/**
 * The zone is read first and the Services after it, and every write asks that the names be as they were read: of two that do
 * this at the same time, the one with the older Services cannot win.
 */
export async function syncZone(
  world: NamesWorld,
  zone: KeptZone,
  request: SyncNamesRequest,
  call: NamesCall = {},
): Promise<NamesSynced> {
  const rules = rulesOf(world, zone);
  const { namespaces } = world.naming;
  const goneBefore = new Set(request.goneBefore);
  let services: readonly string[] = [...new Set([...request.services, ...request.goneBefore])];
  const problems: NameProblem[] = [];
  const missing: string[] = [];
  let changed = 0;
  for (let round = 1; services.length > 0 && round <= mostRounds; round += 1) {
    const state = new ZoneState(rules, await zone.server.transfer(zone.name, call));
    call.progress?.();
    const { present, gone } = await readServices(world.kubernetes, services, namespaces, call);
    call.progress?.();
    const { wanted, unnamed } = wantedIn(world.naming, zone, present);
    const scope = new Set([...present.keys(), ...[...gone].filter((key) => goneBefore.has(key))]);
    const decision = decideNames(rules, state, wanted, scope);
    const sent = await sendUpdates(zone.server, zone.name, decision.updates, call);
    changed += sent.changed;
    problems.push(...unnamed, ...decision.problems, ...sent.refused.map(refusedName));
    missing.push(
      ...stillNamed(
        state,
        [...gone].filter((key) => !goneBefore.has(key)),
      ),
    );
    services = [...new Set(sent.contested.flatMap((update) => update.services))];
  }
  return { changed, missing, contested: services, ...report(problems) };
}

/** Both sides in full, as far as namespaces are served, and nothing changed. */
export async function compareZone(
  world: NamesWorld,
  zone: KeptZone,
  call: NamesCall = {},
): Promise<NamesCompared> {
  const rules = rulesOf(world, zone);
  const state = new ZoneState(rules, await zone.server.transfer(zone.name, call));
  call.progress?.();
  const { namespaces } = world.naming;
  const live = await readAllServices(world.kubernetes, namespaces, call);
  call.progress?.();
  const { wanted, unnamed } = wantedIn(world.naming, zone, live);
  const ours = [...state.ours()].filter(({ service }) => isServed(service, namespaces));
  const scope = namespaces.length === 0 ? 'all' : new Set([...live.keys(), ...ours.map((it) => it.service)]);
  const { updates, problems } = decideNames(rules, state, wanted, scope);
  const services = new Set([...wanted.map((it) => it.service), ...ours.map((it) => it.service)]);
  const differing = new Set(updates.flatMap((update) => update.services));
  return {
    zone: zone.name,
    records: ours.length,
    services: services.size,
    differing: [...differing].toSorted(),
    ...report([...unnamed, ...problems]),
  };
}

function rulesOf({ naming, owner }: NamesWorld, { name, ttl }: KeptZone): ZoneRules {
  return { zone: name, domain: naming.domain, owner, ttl };
}

function wantedIn(
  naming: NamingSettings,
  zone: KeptZone,
  live: ReadonlyMap<string, LiveService>,
): { readonly wanted: readonly WantedRecord[]; readonly unnamed: readonly NameProblem[] } {
  const zones = new Set(naming.zones.map(({ name }) => name));
  const wanted: WantedRecord[] = [];
  const unnamed: NameProblem[] = [];
  for (const { service, slices } of live.values()) {
    const names = namesOfService(service, slices, naming);
    wanted.push(...(byZone(names.records, zones).get(zone.name) ?? []));
    unnamed.push(...names.problems);
  }
  return { wanted, unnamed };
}

function stillNamed(state: ZoneState, gone: readonly string[]): readonly string[] {
  if (gone.length === 0) return [];
  const named = new Set([...state.ours()].map(({ service }) => service));
  return gone.filter((key) => named.has(key));
}

function refusedName({
  update,
  reason,
}: {
  readonly update: { readonly name: string; readonly services: readonly string[] };
  readonly reason: string;
}): NameProblem {
  return { name: update.name, service: update.services[0] ?? '', reason: 'Refused', detail: reason };
}

function report(problems: readonly NameProblem[]): {
  readonly problems: readonly NameProblem[];
  readonly problemCount: number;
} {
  // A second round finds those of the first again.
  const each = [...new Map(problems.map((problem) => [problem.name, problem])).values()];
  return { problems: each.slice(0, mostProblems), problemCount: each.length };
}
