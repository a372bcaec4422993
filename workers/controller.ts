import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { catalog } from '../catalog/index.js';
import { connectTemporal, signalChanged } from '../client/index.js';
import { createSetControllers } from '../controllers/advanced-stateful-set/controller.js';
import { createClusterController } from '../controllers/distributed-cluster/controller.js';
import { EventRecorder } from '../controllers/runtime/events.js';
import { LeaseElection } from '../controllers/runtime/lease-election.js';
import { runControllers } from '../controllers/runtime/run-controllers.js';
import { StatewrightError } from '../api/errors/index.js';
import { createKubernetesClient, guardWrites } from '../kubernetes/index.js';
import { accessKubernetes } from './kubernetes-client.js';
import type { Role } from './role.js';
import { prometheusMetrics } from './runtime-metrics.js';
import { temporalSettings } from './temporal-connection.js';

/** One Lease for each installation that shares a cluster. */
function leaseName(taskQueue: string): string {
  return `${taskQueue}-controller`;
}

/**
 * The role `controller`: stands for the Lease, and while it leads, watches clusters and tells their workflows to look,
 * and brings sets about. Ready as a candidate too: a second one that waits is not a broken one.
 */
export const runController: Role = async ({ settings, logger, registry, signal, setNotReady }) => {
  const metrics = prometheusMetrics(registry);
  const watching = accessKubernetes('controller', settings);
  const electing = accessKubernetes('controller-election', settings);
  const taskQueue = settings.STATEWRIGHT_TASK_QUEUE;
  const identity = `${hostname()}_${randomUUID()}`;
  const temporal = connectTemporal({ ...(await temporalSettings(settings)), taskQueue });
  const election = new LeaseElection({
    client: electing.kubernetes,
    namespace: settings.STATEWRIGHT_LEASE_NAMESPACE,
    name: leaseName(taskQueue),
    identity,
    log: logger,
    metrics,
  });
  const namespaces =
    settings.STATEWRIGHT_WATCH_NAMESPACES.length === 0 ? [undefined] : settings.STATEWRIGHT_WATCH_NAMESPACES;
  setNotReady(undefined);
  try {
    while (!signal.aborted) {
      try {
        await election.lead(signal, async (leadership) => {
          // No write leaves this process once the lease is lost.
          const kubernetes = createKubernetesClient(guardWrites(watching.connection, leadership));
          const observers = { log: logger, metrics };
          const recorder = (): EventRecorder =>
            new EventRecorder({
              client: kubernetes,
              controller: 'statewright.io/controller',
              instance: identity,
              ...observers,
            });
          const clusters = namespaces.map((namespace) =>
            createClusterController({
              kubernetes,
              catalog,
              namespace,
              notify: (key, facts) => signalChanged(temporal, key, facts),
              ...observers,
            }),
          );
          const sets = createSetControllers({
            kubernetes,
            kinds: settings.STATEWRIGHT_SET_KINDS,
            namespaces,
            events: { warnings: recorder(), successes: recorder() },
            ...observers,
          });
          await runControllers({ controllers: [...clusters, ...sets], stop: signal, leadership });
        });
      } catch (error) {
        if (!(error instanceof StatewrightError && error.code === 'LeaseLost')) throw error;
        logger.warn({ code: error.code }, error.message);
      }
    }
  } finally {
    await Promise.all([temporal.close(), watching.connection.close(), electing.connection.close()]);
  }
};
