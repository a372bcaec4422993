import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startAgent } from '../node/agent.js';
import { systemClock } from '../kubernetes/index.js';
import { accessKubernetes } from './kubernetes-client.js';
import { nodeMetrics } from './node-metrics.js';
import { bridgeWish, readNodeSettings } from './node-settings.js';
import type { Role } from './role.js';
import { pause } from './temporal-connection.js';

/** Milliseconds between two looks at whether the machine can attach pods. */
const lookEveryMs = 500;

/**
 * The role `node`: the agent of one machine. It answers the container runtime's CNI requests until its signal. Pods that run
 * go on without it.
 */
export const runNode: Role = async ({ settings, environment, logger, registry, signal, setNotReady }) => {
  const node = readNodeSettings(environment);
  const { connection, kubernetes } = accessKubernetes('node', settings);
  await mkdir(dirname(node.STATEWRIGHT_CNI_SOCKET), { recursive: true, mode: 0o700 });
  const agent = await startAgent({
    ovsdbSocket: node.STATEWRIGHT_OVSDB_SOCKET,
    bridge: bridgeWish(node),
    cniSocket: node.STATEWRIGHT_CNI_SOCKET,
    linkTool: [node.STATEWRIGHT_LINK_TOOL, 'links'],
    kubernetes,
    clock: systemClock,
    log: logger,
    metrics: nodeMetrics(registry),
  });
  try {
    logger.info({ machine: node.STATEWRIGHT_NODE_NAME }, 'answering CNI requests');
    while (!signal.aborted) {
      setNotReady(agent.trouble());
      await pause(lookEveryMs, signal);
    }
  } finally {
    await agent.stop();
    await connection.close();
  }
};
