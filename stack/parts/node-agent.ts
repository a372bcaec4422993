import { join } from 'node:path';
import { kubeconfigPath } from '../certificates/identities.js';
import { uplink } from '../network/namespaces.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import { cni, cniProgram } from '../steps/programs.js';
import { secrets } from '../steps/secrets.js';
import { ovsdbSocket } from './open-vswitch.js';
import { temporalPort } from './temporal.js';

const metricsPort = 9104;

/** Where the agent answers the container runtime, inside a machine. */
export const cniSocket = '/run/statewright/cni.sock';

/** One for each machine. */
export function nodeAgents(stack: Stack): readonly Part[] {
  return stack.network.machines.map((place) => nodeAgent(stack, place));
}

/** The platform's agent on a machine: gives pods their place in the network. */
function nodeAgent(stack: Stack, { name, address }: MachinePlace): Part {
  const { paths, network: plan, settings } = stack;
  const metrics = `${address}:${metricsPort}`;
  return {
    name: `node-${name}`,
    summary: `attaches the pods of ${name} to the network`,
    kind: 'server',
    needs: ['cluster-setup', `vswitchd-${name}`],
    steps: [network, secrets, cniProgram],
    place: { kind: 'machine', machine: name },
    command: [process.execPath, '--enable-source-maps', join(paths.project, 'dist/workers/main.js'), 'node'],
    environment: {
      KUBECONFIG: kubeconfigPath(stack, `platform-node-${name}`),
      TEMPORAL_ADDRESS: `${plan.controlPlane}:${temporalPort}`,
      TEMPORAL_NAMESPACE: 'default',
      STATEWRIGHT_METRICS_ADDRESS: metrics,
      STATEWRIGHT_LOG_LEVEL: settings.logLevel,
      STATEWRIGHT_NODE_NAME: name,
      STATEWRIGHT_OVSDB_SOCKET: ovsdbSocket,
      // The switch runs as a process: most kernels of virtual machines within machines have no module for it.
      STATEWRIGHT_OVS_DATAPATH: 'netdev',
      STATEWRIGHT_OVS_UPLINK: uplink,
      STATEWRIGHT_CNI_SOCKET: cniSocket,
      STATEWRIGHT_LINK_TOOL: join(paths.bin, cni.name),
    },
    ready: { kind: 'http', url: `http://${metrics}/readyz` },
    stopSeconds: 20,
    address: `http://${metrics}/metrics`,
  };
}
