/** Our controllers of sets for all namespaces, without a lease, until the process is ended. */
import { createSetControllers } from '../../controllers/advanced-stateful-set/controller.js';
import { EventRecorder, noMetrics, runControllers, type Log } from '../../controllers/runtime/index.js';
import { connect, createKubernetesClient } from '../../kubernetes/index.js';

const [, , kubeconfig = '', qps = '', burst = ''] = process.argv;

const note = (fields: object, message: string): void => console.error(message, fields);
const log: Log = { debug: () => undefined, info: note, warn: note, error: note };
const client = createKubernetesClient(
  connect({ role: 'bench-sets', kubeconfig, qps: Number(qps), burst: Number(burst) }),
);
const recorder = (): EventRecorder =>
  new EventRecorder({ client, controller: 'statewright.io/sets', instance: 'bench', log });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const controllers = createSetControllers({
  kubernetes: client,
  kinds: ['statewright.io'],
  namespaces: [undefined],
  events: { warnings: recorder(), successes: recorder() },
  log,
  metrics: noMetrics,
});
await runControllers({ controllers, stop: stop.signal });
process.exit(0);
