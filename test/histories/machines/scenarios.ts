import { describeMachineType, sweepVethsType } from '../../../api/machine-names.js';
import type { SweepVethsInput } from '../../../workflows/sweep-veths/contract.js';
import type { MachineWorld } from '../../harness/machine-world.js';

export interface MachineScenario {
  /** Name of the history file, and of the machine. */
  readonly name: string;
  readonly workflow: string;
  readonly input?: Omit<SweepVethsInput, 'machine'>;
  readonly prepare: (world: MachineWorld) => void;
}

const suspect = { name: 'sw0123456789abc', containerId: 'c1', portId: 'p1', linkIndex: 7 };
const soon = { graceSeconds: 1, agentSeconds: 2 };

/** Sweeps whose histories are kept and replayed against every later version of the workflow; never recorded anew. */
export const machineScenarios: readonly MachineScenario[] = [
  { name: 'sweep-veths-clean', workflow: sweepVethsType, prepare: () => undefined },
  {
    name: 'sweep-veths-removes',
    workflow: sweepVethsType,
    input: soon,
    prepare: (world) => (world.looks = [[suspect]]),
  },
  {
    name: 'sweep-veths-dry-run',
    workflow: sweepVethsType,
    input: { ...soon, dryRun: true },
    prepare: (world) => (world.looks = [[suspect]]),
  },
  {
    name: 'sweep-veths-made-anew',
    workflow: sweepVethsType,
    input: soon,
    prepare: (world) => (world.looks = [[suspect], [{ ...suspect, linkIndex: 8 }]]),
  },
  {
    name: 'sweep-veths-unread',
    workflow: sweepVethsType,
    input: soon,
    prepare: (world) => (world.unread = [{ list: 'sandboxes', reason: 'the runtime is away' }]),
  },
  {
    name: 'sweep-veths-silent-agent',
    workflow: sweepVethsType,
    input: soon,
    prepare: (world) => (world.hasAgent = false),
  },
  {
    name: 'sweep-veths-machine-gone',
    workflow: sweepVethsType,
    input: soon,
    prepare: (world) => ([world.hasAgent, world.exists] = [false, false]),
  },
  { name: 'describe-machine', workflow: describeMachineType, prepare: () => undefined },
  {
    name: 'describe-machine-silent-agent',
    workflow: describeMachineType,
    input: { agentSeconds: 1 },
    prepare: (world) => (world.hasAgent = false),
  },
];
