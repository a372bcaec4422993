import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AgentMetrics } from '../node/agent.js';

/** Seconds; around the aim of tens of milliseconds, up to the time limit of a call. */
const buckets = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** What the agent of a machine reports, as Prometheus metrics of this process. */
export function nodeMetrics(registry: Registry): AgentMetrics {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'statewright_cni_request_seconds',
    help: 'Time of one CNI request within the agent',
    labelNames: ['command', 'outcome'],
    buckets,
    registers,
  });
  const failures = new Counter({
    name: 'statewright_cni_failures_total',
    help: 'CNI requests that failed, by the code that the runtime was told',
    labelNames: ['command', 'code'],
    registers,
  });
  const syncs = new Counter({
    name: 'statewright_flow_settings_total',
    help: 'Times that all flows of the bridge were set',
    registers,
  });
  const ports = new Gauge({
    name: 'statewright_pod_ports',
    help: 'Ports of pods when all flows were last set',
    registers,
  });
  return {
    served: (command, took, code) => {
      seconds.observe({ command, outcome: code === 0 ? 'done' : 'failed' }, took);
      if (code !== 0) failures.inc({ command, code });
    },
    flowsSet: (count) => {
      syncs.inc();
      ports.set(count);
    },
  };
}
