import { parseQuantity } from '../quantity.js';

/** What one machine has for pods in all (the node's `status.allocatable`), whether or not it is taken at the moment. */
export interface MachineCapacity {
  readonly name: string;
  readonly memoryBytes: number;
  /** Processors; a fraction is possible. */
  readonly processors: number;
}

/** The part of a Kubernetes Node that tells what it has for pods. */
export interface MachineNode {
  readonly metadata: { readonly name: string };
  readonly spec?:
    | {
        readonly taints?: readonly { readonly key: string; readonly effect: string }[] | null | undefined;
      }
    | undefined;
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> | undefined } | undefined;
}

/**
 * The machines that can run members. A machine that does not say what it has is left out, since nothing is known of it;
 * so is one that is kept for others by a taint. Taints of Kubernetes itself (`node.kubernetes.io/…`: not ready,
 * cordoned, full) pass, so they do not count.
 */
export function machineCapacities(nodes: readonly MachineNode[]): readonly MachineCapacity[] {
  return nodes.flatMap((node) => {
    const memoryBytes = parseQuantity(node.status?.allocatable?.memory ?? '');
    const processors = parseQuantity(node.status?.allocatable?.cpu ?? '');
    if (memoryBytes === undefined || processors === undefined || isKeptForOthers(node)) return [];
    return [{ name: node.metadata.name, memoryBytes, processors }];
  });
}

function isKeptForOthers(node: MachineNode): boolean {
  return (node.spec?.taints ?? []).some(
    ({ key, effect }) => effect !== 'PreferNoSchedule' && !key.startsWith('node.kubernetes.io/'),
  );
}

/** The most memory and the most processors that any one machine has; undefined if no machine is known. */
export function largestMachine(
  machines: readonly MachineCapacity[],
): { readonly memoryBytes: number; readonly processors: number } | undefined {
  if (machines.length === 0) return undefined;
  return {
    memoryBytes: Math.max(...machines.map((machine) => machine.memoryBytes)),
    processors: Math.max(...machines.map((machine) => machine.processors)),
  };
}
