import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { createAddressActivities } from '../activities/addresses/index.js';
import { createVipActivities } from '../activities/balancer/index.js';
import { createClusterActivities } from '../activities/cluster/index.js';
import { createDnsActivities } from '../activities/dns/index.js';
import { withTypedFailures } from '../activities/failure.js';
import { createMachineRegistryActivities } from '../activities/machine/index.js';
import { createMemberActivities } from '../activities/members/index.js';
import { catalog } from '../catalog/index.js';
import { ensureAddressSchedule } from './address-schedule.js';
import { balancerAccess, hasBalancer } from './balancer.js';
import { ensureNamesSchedule } from './names-schedule.js';
import { namingOf } from './naming.js';
import { accessKubernetes } from './kubernetes-client.js';
import { deploymentName, promote } from './promote.js';
import type { Role } from './role.js';
import { runningOperations } from './running-operations.js';
import { connectToTemporal } from './temporal-connection.js';
import { createTracing } from './tracing.js';
import { ensureVipSchedule } from './vip-schedule.js';
import { readWorkflowBundle } from './workflow-bundle.js';

/**
 * How long in-flight activities may go on after the process was asked to end. The long ones wait, hear of it at once
 * and hand over; the writing ones take seconds.
 */
const shutdownGraceTime = '15 s';

/**
 * The role `orchestrator`: takes workflow tasks and activities from the task queue until its signal, then finishes
 * what is in flight. Any number of these may run at once.
 */
export const runOrchestrator: Role = async ({ settings, logger, signal, setNotReady }) => {
  setNotReady('connecting to Temporal');
  const tracing = createTracing('orchestrator', settings.OTEL_EXPORTER_OTLP_ENDPOINT);
  const bundle = await readWorkflowBundle(tracing !== undefined);
  const buildId = settings.STATEWRIGHT_BUILD_ID ?? bundle.digest;
  const { connection: apiServer, kubernetes } = accessKubernetes('orchestrator', settings);
  const naming = await namingOf(settings);
  const balancing = accessKubernetes('orchestrator-vips', settings);
  const balancer = balancerAccess(settings, balancing.kubernetes);
  const temporal = await connectToTemporal(settings, signal, (failure) =>
    logger.warn({ code: failure.code }, failure.message),
  );
  const taskQueue = settings.STATEWRIGHT_TASK_QUEUE;
  const client = new Client({ connection: temporal, namespace: settings.TEMPORAL_NAMESPACE });
  try {
    const worker = await Worker.create({
      connection: temporal,
      namespace: settings.TEMPORAL_NAMESPACE,
      taskQueue,
      workflowBundle: { code: bundle.code },
      activities: withTypedFailures({
        ...createClusterActivities({ kubernetes, catalog, ending: signal }),
        ...createMemberActivities({
          kubernetes,
          catalog,
          ending: signal,
          operations: runningOperations(client),
        }),
        ...createAddressActivities({ kubernetes }),
        ...createVipActivities({
          kubernetes: balancing.kubernetes,
          open: (call) => balancer.open(call),
          settings: balancer.vipSettings,
        }),
        // Both wait for outside systems far more than they ask of the API server, and share its rate.
        ...createDnsActivities({ kubernetes: balancing.kubernetes, naming }),
        ...createMachineRegistryActivities({ kubernetes, temporal: client }),
      }),
      shutdownGraceTime,
      ...(tracing && { plugins: [tracing] }),
      workerDeploymentOptions: {
        useWorkerVersioning: true,
        version: { deploymentName: deploymentName(taskQueue), buildId },
        // Cluster workflows live as long as their cluster: pinned to a build, they would keep that build alive for years.
        defaultVersioningBehavior: 'AUTO_UPGRADE',
      },
    });
    const end = (): void => worker.shutdown();
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);

    const running = worker.run();
    if (settings.STATEWRIGHT_PROMOTE_ON_START === 'true') {
      const promotion = { namespace: settings.TEMPORAL_NAMESPACE, taskQueue, buildId };
      await Promise.race([promote(temporal, promotion, logger, signal), running]);
    }
    // Temporal may be away just now; the schedule is there from an earlier start, or comes with the next.
    await ensureAddressSchedule(client, taskQueue).catch((error: unknown) =>
      logger.warn({ err: error }, 'the schedule of the sweep of addresses could not be made'),
    );
    if (hasBalancer(settings)) {
      await ensureVipSchedule(client, taskQueue).catch((error: unknown) =>
        logger.warn({ err: error }, 'the schedule of the sweep of VIPs could not be made'),
      );
    }
    if (naming !== undefined) {
      await ensureNamesSchedule(client, taskQueue).catch((error: unknown) =>
        logger.warn({ err: error }, 'the schedule of the sweep of names could not be made'),
      );
    }
    setNotReady(undefined);
    logger.info({ taskQueue, buildId }, 'taking work');
    await running;
  } finally {
    await temporal.close();
    await Promise.all([apiServer.close(), balancing.connection.close(), balancer.close()]);
  }
};
