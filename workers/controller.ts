import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { catalog } from '../catalog/index.js';
import { connectTemporal, signalChanged, signalVipChanged } from '../client/index.js';
import { createClusterController } from '../controllers/distributed-cluster/controller.js';
import { LeaseElection } from '../controllers/runtime/lease-election.js';
import { runControllers } from '../controllers/runtime/run-controllers.js';
import { StatewrightError } from '../api/errors/index.js';
import { createKubernetesClient, guardWrites } from '../kubernetes/index.js';
import { balancerAccess, hasBalancer } from './balancer.js';
import { namingOf } from './naming.js';
import { accessKubernetes } from './kubernetes-client.js';
import type { Role } from './role.js';
import { prometheusMetrics } from './runtime-metrics.js';
import { serveAddresses } from './serve-addresses.js';
import { serveServices } from './serve-services.js';
import { serveNames } from './serve-names.js';
import { serveSets } from './serve-sets.js';
import { temporalSettings } from './temporal-connection.js';

/** One Lease for each installation that shares a cluster. */
function leaseName(taskQueue: string): string {
  return `${taskQueue}-controller`;
}

/**
 * The role `controller`: stands for the Lease, and while it leads, watches clusters and tells their workflows to look, and
 * brings sets to what their specs say, gives pods their addresses, and tells of Services whose VIPs are other than they say. Sets and addresses have connections of their own, with
 * the same rate limit: they need nobody but the API server, and must not wait behind those who do.
 * Ready as a candidate too: a second one that waits is not a broken one.
 */
export const runController: Role = async ({ settings, logger, registry, signal, setNotReady }) => {
  const metrics = prometheusMetrics(registry);
  const watching = accessKubernetes('controller', settings);
  const serving = accessKubernetes('controller-sets', settings);
  const addressing = accessKubernetes('controller-addresses', settings);
  const electing = accessKubernetes('controller-election', settings);
  const naming = await namingOf(settings);
  const balancer = balancerAccess(settings, watching.kubernetes);
  const instance = `${hostname()}_${randomUUID()}`;
  const taskQueue = settings.STATEWRIGHT_TASK_QUEUE;
  const temporal = connectTemporal({ ...(await temporalSettings(settings)), taskQueue });
  const election = new LeaseElection({
    client: electing.kubernetes,
    namespace: settings.STATEWRIGHT_LEASE_NAMESPACE,
    name: leaseName(taskQueue),
    identity: instance,
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
          const sets = serveSets({
            connection: serving.connection,
            leadership,
            kinds: settings.STATEWRIGHT_SET_KINDS,
            namespaces,
            instance,
            log: logger,
            metrics,
          });
          const addresses = serveAddresses({
            connection: addressing.connection,
            leadership,
            instance,
            log: logger,
            metrics,
          });
          // No write leaves this process once the lease is lost.
          const kubernetes = createKubernetesClient(guardWrites(watching.connection, leadership));
          const clusters = namespaces.map((namespace) =>
            createClusterController({
              kubernetes,
              catalog,
              namespace,
              notify: (key, facts) => signalChanged(temporal, key, facts),
              log: logger,
              metrics,
            }),
          );
          const services = hasBalancer(settings)
            ? serveServices({
                kubernetes,
                balancer,
                namespaces,
                notify: (key) => signalVipChanged(temporal, key),
                log: logger,
                metrics,
              })
            : [];
          const names = serveNames({
            connection: watching.connection,
            naming,
            temporal,
            log: logger,
            metrics,
          });
          await runControllers({
            controllers: [...clusters, ...sets.controllers, ...addresses.controllers, ...services, ...names],
            stop: signal,
            leadership,
          });
          await Promise.all([sets.flush(), addresses.flush()]);
        });
      } catch (error) {
        if (!(error instanceof StatewrightError && error.code === 'LeaseLost')) throw error;
        logger.warn({ code: error.code }, error.message);
      }
    }
  } finally {
    const connections = [watching, serving, addressing, electing].map(({ connection }) => connection);
    await Promise.all([temporal, balancer, ...connections].map((it) => it.close()));
  }
};
