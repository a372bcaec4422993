import { StatewrightError } from '../api/errors/index.js';
import { parseQuantity } from '../api/quantity.js';
import type { MachineCapacity } from '../api/validation/machines.js';
import type { KubernetesClient, Node } from '../kubernetes/index.js';
import { nodes } from '../kubernetes/resources/index.js';

export function machineCapacity(node: Node): MachineCapacity {
  const allocatable = node.status?.allocatable ?? {};
  return {
    name: node.metadata.name,
    memoryBytes: parseQuantity(allocatable.memory ?? '') ?? 0,
    processors: parseQuantity(allocatable.cpu ?? '') ?? 0,
  };
}

/**
 * What each machine has for pods. Empty for callers who may not list machines, as owners of one namespace are: then
 * nothing is refused here for lack of room, and the scheduler has the last word.
 */
export async function listMachines(kubernetes: KubernetesClient): Promise<readonly MachineCapacity[]> {
  try {
    const { items } = await kubernetes.list(nodes);
    return items.map(machineCapacity);
  } catch (error) {
    if (error instanceof StatewrightError && error.code === 'KubernetesForbidden') return [];
    throw error;
  }
}
