import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodes, type KubernetesClient } from '../../kubernetes/index.js';
import { ensureGoTool } from '../../test/harness/go-tool.js';
import { ServerProcess } from '../../test/integration/harness/child.js';
import type { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { inParallel } from '../harness/in-parallel.js';
import { kwokConfig } from './kwok-config.js';
import { MACHINES, PODS_PER_MACHINE } from './sizes.js';

/** The path of KWOK, built once from its Go module; takes some minutes the first time. */
export function ensureKwok(): Promise<string> {
  return ensureGoTool({
    name: 'kwok',
    folder: 'stack/kwok',
    module: 'sigs.k8s.io/kwok',
    package: 'sigs.k8s.io/kwok/cmd/kwok',
  });
}

/** Machines that exist in the API alone, with KWOK in the place of their kubelets. Returns when all are ready. */
export async function startMachines(
  kwok: string,
  plane: ControlPlane,
  client: KubernetesClient,
): Promise<ServerProcess> {
  const config = join(plane.directory, 'kwok.yaml');
  await writeFile(config, kwokConfig());
  const flags = [
    `--kubeconfig=${await plane.kubeconfig()}`,
    `--config=${config}`,
    '--manage-all-nodes',
    '--node-lease-duration-seconds=0',
  ];
  const server = ServerProcess.start('kwok', kwok, flags, join(plane.directory, 'kwok.log'));
  try {
    await inParallel(MACHINES, MACHINES, (index) => makeMachine(client, `machine-${index}`));
    await server.ready(async () => (await readyMachines(client)) === MACHINES);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

async function makeMachine(client: KubernetesClient, name: string): Promise<void> {
  const amounts = { cpu: '10000', memory: '100Ti', pods: String(PODS_PER_MACHINE) };
  await client.create(nodes, { metadata: { name } });
  const status = { capacity: amounts, allocatable: amounts };
  await client.mergePatch(nodes, { name }, { status }, { subresource: 'status' });
  // Taken away from new machines by the node controller, which does not run here.
  await waitUntil(`${name} is open to pods`, async () => {
    await client.mergePatch(nodes, { name }, { spec: { taints: null } });
    return true;
  });
}

async function readyMachines(client: KubernetesClient): Promise<number> {
  const { items } = await client.list(nodes);
  const isReady = (type: string, status: string): boolean => type === 'Ready' && status === 'True';
  return items.filter(({ status }) =>
    (status?.conditions ?? []).some((condition) => isReady(condition.type, condition.status)),
  ).length;
}
