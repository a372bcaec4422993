import type { ComponentRules, NodeTypeRule } from '../component.js';
import type { NodeType } from '../distributed-cluster.js';
import { fieldProblem, type FieldProblem } from '../errors/index.js';
import { formatBytes, parseQuantity } from '../quantity.js';
import { largestMachine, type MachineCapacity } from './machines.js';

/** Memory and processors of one member against what its system needs and what the largest machine has. */
export function resourceProblems(
  nodeType: NodeType,
  path: string,
  component: ComponentRules,
  rule: NodeTypeRule,
  machines: readonly MachineCapacity[],
): FieldProblem[] {
  const largest = largestMachine(machines);
  const problems: FieldProblem[] = [];

  const askedMemory = nodeType.resources?.memory ?? rule.defaults.memory;
  const memory = parseQuantity(askedMemory);
  if (memory !== undefined) {
    const field = `${path}.resources.memory`;
    if (memory < (parseQuantity(rule.minimumMemory) ?? 0)) {
      problems.push(
        fieldProblem(field, 'MemoryBelowMinimum', {
          asked: askedMemory,
          minimum: rule.minimumMemory,
          nodeType: nodeType.name,
          component: component.title,
        }),
      );
    }
    if (largest !== undefined && memory > largest.memoryBytes) {
      const parameters = { asked: askedMemory, largest: formatBytes(largest.memoryBytes) };
      problems.push(fieldProblem(field, 'MemoryExceedsMachines', parameters));
    }
  }

  const askedCpu = nodeType.resources?.cpu ?? rule.defaults.cpu;
  const processors = parseQuantity(askedCpu);
  if (processors !== undefined && largest !== undefined && processors > largest.processors) {
    const parameters = { asked: askedCpu, largest: largest.processors };
    problems.push(fieldProblem(`${path}.resources.cpu`, 'CpuExceedsMachines', parameters));
  }
  return problems;
}
