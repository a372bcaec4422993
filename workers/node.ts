import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startAgent } from '../node/agent.js';
import { CniInstall } from '../node/cni-install/cni-install.js';
import { createRuntime } from '../node/cri/sandboxes.js';
import { createMachineActivities } from '../node/sweep/activities.js';
import { systemClock } from '../kubernetes/index.js';
import { accessKubernetes } from './kubernetes-client.js';
import { nodeMetrics } from './node-metrics.js';
import { serveNodeQueue } from './node-queue.js';
import { bridgeWish, readNodeSettings } from './node-settings.js';
import type { Role } from './role.js';
import { pause } from './temporal-connection.js';

/** Milliseconds between two looks at whether the machine can attach pods. */
const lookEveryMs = 500;

/**
 * The role `node`: the agent of one machine. It answers the container runtime's CNI requests until its signal, and beside that
 * takes the tasks of the machine's own queue. Pods that run go on without it, and all pods without Temporal.
 */
export const runNode: Role = async ({ settings, environment, logger, registry, signal, setNotReady }) => {
  const node = readNodeSettings(environment);
  const { connection, kubernetes } = accessKubernetes('node', settings);
  await mkdir(dirname(node.STATEWRIGHT_CNI_SOCKET), { recursive: true, mode: 0o700 });
  const bridge = bridgeWish(node);
  const agent = await startAgent({
    ovsdbSocket: node.STATEWRIGHT_OVSDB_SOCKET,
    bridge,
    cniSocket: node.STATEWRIGHT_CNI_SOCKET,
    linkTool: [node.STATEWRIGHT_LINK_TOOL, 'links'],
    kubernetes,
    clock: systemClock,
    log: logger,
    metrics: nodeMetrics(registry),
  });
  const machine = node.STATEWRIGHT_NODE_NAME;
  const runtime = createRuntime(node.STATEWRIGHT_CRI_SOCKET);
  const swept = { machine, network: agent.network, kubernetes, runtime };
  const activities = createMachineActivities(swept, bridge, () => agent.trouble());
  const install = new CniInstall({
    program: node.STATEWRIGHT_LINK_TOOL,
    socket: node.STATEWRIGHT_CNI_SOCKET,
    binDirectory: node.STATEWRIGHT_CNI_BIN_DIR,
    confDirectory: node.STATEWRIGHT_CNI_CONF_DIR,
    log: logger,
  });
  const queue = serveNodeQueue({ machine, settings, activities, logger, signal });
  try {
    logger.info({ machine }, 'answering CNI requests');
    while (!signal.aborted) {
      const trouble = agent.trouble();
      // The machine becomes Ready by it, so it comes last: pods that are put here get their place in the network.
      if (trouble === undefined) await install.attempt();
      setNotReady(trouble ?? install.trouble);
      await pause(lookEveryMs, signal);
    }
  } finally {
    await queue;
    await agent.stop();
    runtime.close();
    await connection.close();
  }
};
