import type { NamingRules } from '../../api/dns/index.js';
import { systemClock, type Clock, type KubernetesClient } from '../../kubernetes/index.js';
import { Controller, watching } from '../runtime/controller.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import type { Key } from '../runtime/store.js';
import type { WorkResult } from '../runtime/work-queue.js';
import { Batches } from './batches.js';
import { watchNames } from './cache.js';
import { none, wantedDigests } from './digest.js';
import { ZoneSource, type WatchedZone } from './zone-source.js';

export interface NamesControllerSettings {
  readonly kubernetes: KubernetesClient;
  readonly rules: NamingRules;
  /** Whose Services' names are kept; all if empty. */
  readonly namespaces: readonly string[];
  /** UID of the namespace kube-system. */
  owner(signal: AbortSignal): Promise<string>;
  readonly zones: readonly WatchedZone[];
  /** Tells the workflow of a zone to look at these Services, and starts it if there is none. */
  tell(zone: string, services: readonly Key[]): Promise<void>;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
  readonly clock?: Clock;
  /** Milliseconds that keys are collected for; 500 by default. */
  readonly collectMs?: number;
  /** Milliseconds between two comparisons with the zones; 5 min by default. */
  readonly compareEveryMs?: number;
}

/** Keys that wait together for their batch; nothing else is done for them at once. */
const concurrency = 2_000;

/**
 * Tells the workflows of zones which Services to look at: those whose names in the cache are not the names that the zone has,
 * or was told to have. It decides nothing of what becomes of a name: caches lag, and who acts reads both sides anew.
 */
export function createNamesController(settings: NamesControllerSettings): Controller {
  const { kubernetes, rules, log, metrics, clock = systemClock } = settings;
  const { namespaces } = settings;
  const caches = (namespaces.length === 0 ? [undefined] : namespaces).map((namespace) =>
    watchNames(kubernetes, namespace, { log, metrics }),
  );
  const ttls = new Map(settings.zones.map(({ name, ttl }) => [name, ttl]));
  const zones = settings.zones.map(
    (zone) =>
      new ZoneSource({
        zone,
        domain: rules.domain,
        owner: (signal) => settings.owner(signal),
        keys: () => caches.flatMap(({ services }) => [...services.store.keys()]),
        clock,
        log,
        ...(settings.compareEveryMs !== undefined && { everyMs: settings.compareEveryMs }),
      }),
  );
  const batches = new Batches({
    tell: (zone, keys) => settings.tell(zone, keys),
    clock,
    ...(settings.collectMs !== undefined && { collectMs: settings.collectMs }),
  });

  async function reconcile(key: Key): Promise<WorkResult> {
    const cache = caches.find(({ namespace }) => namespace === undefined || key.startsWith(`${namespace}/`));
    // What a zone has of a namespace that is not served is another's to keep.
    if (cache === undefined) return { kind: 'done' };
    const wanted = wantedDigests(cache, key, rules, ttls);
    await Promise.all(
      zones.map(async (zone) => {
        const digest = wanted.get(zone.zone) ?? none;
        if (!zone.differs(key, digest)) return;
        await batches.add(zone.zone, key);
        zone.assume(key, digest);
      }),
    );
    return { kind: 'done' };
  }

  return new Controller({
    name: 'names',
    sources: [
      ...caches.map(({ services }) => watching(services)),
      ...caches.map(({ slices }) => watching(slices, ({ serviceKey }) => [serviceKey])),
      ...zones,
    ],
    concurrency,
    reconcile,
    log,
    metrics,
    clock,
  });
}
