/** What one machine has for pods in all (the node's `status.allocatable`), whether or not it is taken at the moment. */
export interface MachineCapacity {
  readonly name: string;
  readonly memoryBytes: number;
  /** Processors; a fraction is possible. */
  readonly processors: number;
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
