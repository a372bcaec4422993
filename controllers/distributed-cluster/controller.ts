import type { Catalog } from '../../api/component.js';
import type { ObjectKey } from '../../api/names.js';
import type { ClusterFacts } from '../../client/index.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { Controller, watching } from '../runtime/controller.js';
import type { Log, RuntimeMetrics } from '../runtime/observation.js';
import { createCaches } from './cache.js';
import { ClusterReconciler } from './reconcile.js';

export interface ClusterControllerSettings {
  readonly kubernetes: KubernetesClient;
  readonly catalog: Catalog;
  /** Namespace to serve; all if undefined. */
  readonly namespace: string | undefined;
  notify(key: ObjectKey, facts: ClusterFacts): Promise<void>;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
}

/** Clusters looked at at once; most of the time goes into asking the systems how they are. */
const concurrency = 16;

/** Looks at a cluster whenever it, one of its sets or one of its pods changed. */
export function createClusterController(settings: ClusterControllerSettings): Controller {
  const { kubernetes, catalog, namespace, log, metrics } = settings;
  const caches = createCaches(kubernetes, namespace, { log, metrics });
  const reconciler = new ClusterReconciler({
    kubernetes,
    catalog,
    clusters: caches.clusters.store,
    sets: caches.sets.store,
    pods: caches.pods.store,
    notify: (key, facts) => settings.notify(key, facts),
    now: () => performance.now(),
    date: () => new Date(),
  });
  return new Controller({
    name: namespace === undefined ? 'distributed-cluster' : `distributed-cluster.${namespace}`,
    sources: [
      watching(caches.clusters),
      watching(caches.sets, ({ clusterKey }) => [clusterKey]),
      watching(caches.pods, ({ clusterKey }) => [clusterKey]),
    ],
    concurrency,
    reconcile: (key, context) => reconciler.reconcile(key, context),
    log,
    metrics,
  });
}
