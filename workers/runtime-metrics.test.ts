import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { prometheusMetrics } from './runtime-metrics.js';

it('reports what the watch loops say in seconds and by label', async () => {
  const registry = new Registry();
  const metrics = prometheusMetrics(registry);
  metrics.reconciled('clusters', 'done', 1500);
  metrics.missedEvents('pods', 2);
  metrics.leading('statewright-controller', true);
  const text = await registry.metrics();
  expect(text).toContain('statewright_reconcile_seconds_sum{controller="clusters",outcome="done"} 1.5');
  expect(text).toContain('statewright_watch_missed_events_total{watch="pods"} 2');
  expect(text).toContain('statewright_leading{lease="statewright-controller"} 1');
});
