/** Our controllers of addresses, without a lease, until the process is ended. */
import { createAddressControllers } from '../../controllers/address/controller.js';
import { EventRecorder, noMetrics, runControllers, type Log } from '../../controllers/runtime/index.js';
import { connect, createKubernetesClient } from '../../kubernetes/index.js';

const [, , kubeconfig = '', role = '', qps = '', burst = ''] = process.argv;

const note = (fields: object, message: string): void => console.error(message, fields);
const log: Log = { debug: () => undefined, info: note, warn: note, error: note };
const client = createKubernetesClient(connect({ role, kubeconfig, qps: Number(qps), burst: Number(burst) }));
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const controllers = createAddressControllers({
  kubernetes: client,
  events: new EventRecorder({ client, controller: 'statewright.io/addresses', instance: 'bench', log }),
  log,
  metrics: noMetrics,
});
await runControllers({ controllers, stop: stop.signal });
process.exit(0);
