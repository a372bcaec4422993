import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RuntimeMetrics } from '../controllers/runtime/observation.js';

/** Seconds; from a cached look to a long write. */
const buckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** What the watch loops report, as Prometheus metrics of this process. */
export function prometheusMetrics(registry: Registry): RuntimeMetrics {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `statewright_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
    new Gauge({ name: `statewright_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> =>
    new Histogram({ name: `statewright_${name}`, help, labelNames: [...labelNames], buckets, registers });

  const lists = histogram('watch_list_seconds', 'Time of one complete list', ['watch']);
  const cached = gauge('watch_cache_objects', 'Objects in the cache of a watch', ['watch']);
  const events = counter('watch_events_total', 'Events that watches received', ['watch', 'kind']);
  const ends = counter('watch_ends_total', 'Watches that ended, by how', ['watch', 'how']);
  const missed = counter('watch_missed_events_total', 'Changes that only a relist found; a defect', [
    'watch',
  ]);
  const malformed = counter('watch_malformed_objects_total', 'Objects that their schema refused', ['watch']);
  const depth = gauge('queue_depth', 'Keys that wait to be worked on', ['queue']);
  const waited = histogram('queue_wait_seconds', 'Time a due key waited', ['queue']);
  const reconciles = histogram('reconcile_seconds', 'Time of one reconcile', ['controller', 'outcome']);
  const leading = gauge('leading', '1 while this process holds the Lease', ['lease']);
  const dropped = counter('events_dropped_total', 'Kubernetes events that could not be written', []);

  return {
    listed: (watch, objects, tookMs) => {
      lists.observe({ watch }, tookMs / 1000);
      cached.set({ watch }, objects);
    },
    watchEvent: (watch, kind) => events.inc({ watch, kind }),
    watchEnded: (watch, how) => ends.inc({ watch, how }),
    missedEvents: (watch, count) => missed.inc({ watch }, count),
    malformedObject: (watch) => malformed.inc({ watch }),
    cacheSize: (watch, objects) => cached.set({ watch }, objects),
    queueDepth: (queue, keys) => depth.set({ queue }, keys),
    queueWaited: (queue, ms) => waited.observe({ queue }, ms / 1000),
    reconciled: (controller, outcome, tookMs) => reconciles.observe({ controller, outcome }, tookMs / 1000),
    leading: (lease, isLeading) => leading.set({ lease }, isLeading ? 1 : 0),
    eventsDropped: (count) => dropped.inc(count),
  };
}
