import { describe, expect, it } from 'vitest';
import { largestMachine, machineCapacities, type MachineNode } from './machines.js';

const node = (name: string, fields: Partial<MachineNode> = {}): MachineNode => ({
  metadata: { name },
  status: { allocatable: { cpu: '1900m', memory: '2Gi', pods: '110' } },
  ...fields,
});

describe('the machines that can run members', () => {
  it('are those that say what they have, in bytes and processors', () => {
    expect(machineCapacities([node('one')])).toEqual([
      { name: 'one', memoryBytes: 2 ** 31, processors: 1.9 },
    ]);
  });

  it('leave out those that say nothing or nothing readable, since that is no knowledge', () => {
    const silent: readonly MachineNode[] = [
      node('no-status', { status: undefined }),
      node('no-memory', { status: { allocatable: { cpu: '2' } } }),
      node('garbled', { status: { allocatable: { cpu: '2', memory: 'lots' } } }),
    ];
    expect(machineCapacities(silent)).toEqual([]);
  });

  it('leave out those kept for others, and keep those that are cordoned or not ready for a while', () => {
    const taints = (key: string, effect: string) => ({ spec: { taints: [{ key, effect }] } });
    const machines = machineCapacities([
      node('control-plane', taints('node-role.kubernetes.io/control-plane', 'NoSchedule')),
      node('gpu', taints('example.com/gpu', 'NoExecute')),
      node('unloved', taints('example.com/old', 'PreferNoSchedule')),
      node('cordoned', taints('node.kubernetes.io/unschedulable', 'NoSchedule')),
    ]);
    expect(machines.map(({ name }) => name)).toEqual(['unloved', 'cordoned']);
  });

  it('have a largest one in memory and in processors, not necessarily the same', () => {
    const machines = [
      { name: 'a', memoryBytes: 8, processors: 1 },
      { name: 'b', memoryBytes: 2, processors: 4 },
    ];
    expect(largestMachine(machines)).toEqual({ memoryBytes: 8, processors: 4 });
    expect(largestMachine([])).toBeUndefined();
  });
});
