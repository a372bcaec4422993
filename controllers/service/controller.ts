import type { RecordedVip, VipServices } from '../../api/balancer/index.js';
import type { ObjectKey } from '../../api/names.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { Controller, watching } from '../runtime/controller.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { refOf } from '../runtime/store.js';
import { createServiceCaches } from './cache.js';
import { VipKnowledge } from './knowledge.js';
import { resyncing } from './resync.js';
import { wantedDigest } from './wanted.js';

export interface ServiceControllerSettings {
  readonly kubernetes: KubernetesClient;
  /** Namespace to serve; all if undefined. */
  readonly namespace: string | undefined;
  readonly services: VipServices;
  readonly finalizer: boolean;
  /** Milliseconds between two comparisons with a listing of the balancer. */
  readonly resyncMs: number;
  /** Pages of all that the balancer has for this cluster; fails rather than leave out any. */
  listRecorded(signal: AbortSignal): AsyncIterable<readonly RecordedVip[]>;
  /** Tells the workflow of the Service's VIPs to look, and starts it if none is running. */
  notify(key: ObjectKey): Promise<void>;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** Told at once; a call of Temporal takes a few milliseconds of which most are waiting. */
const concurrency = 16;

/**
 * Compares what each Service is to have with what the balancer is known to have, and tells the Service's workflow when they
 * differ. It writes nothing itself, and what it knows may be behind: whoever is told reads both sides live.
 */
export function createServiceController(settings: ServiceControllerSettings): Controller {
  const { kubernetes, namespace, log, metrics } = settings;
  const caches = createServiceCaches(kubernetes, namespace, { log, metrics });
  const services = caches.services.store;
  const slices = caches.slices.store;
  const knowledge = new VipKnowledge(() => performance.now());
  const balancer = resyncing({
    knowledge,
    listRecorded: (signal) => settings.listRecorded(signal),
    known: () => services.keys(),
    isServed: (key) => namespace === undefined || refOf(key).namespace === namespace,
    everyMs: settings.resyncMs,
    log,
  });
  return new Controller({
    name: namespace === undefined ? 'service' : `service.${namespace}`,
    sources: [
      watching(caches.services),
      watching(caches.slices, ({ serviceKey }) => (serviceKey === undefined ? [] : [serviceKey])),
      balancer,
    ],
    concurrency,
    async reconcile(key, context) {
      const own = slices.keysBy('service', key).flatMap((slice) => slices.get(slice) ?? []);
      const digest = wantedDigest(services.get(key), own, settings);
      if (digest === knowledge.digestOf(key)) return { kind: 'done' };
      context.assertLeading();
      const { namespace: where = '', name } = refOf(key);
      await settings.notify({ namespace: where, name });
      knowledge.told(key, digest);
      return { kind: 'done' };
    },
    log,
    metrics,
  });
}
