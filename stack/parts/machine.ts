import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { machinePart, machinePidFile, machineScript } from '../machine/place.js';
import { machineNamespace, namespacePath } from '../network/namespaces.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';
import { network } from '../steps/network.js';
import type { Step } from '../steps/step.js';

const folders: Step = {
  name: 'machine-folders',
  needs: [],
  async run({ stack }) {
    for (const { name } of stack.network.machines) {
      await mkdir(stack.paths.machine(name), { recursive: true });
      await mkdir(dirname(machinePidFile(stack, name)), { recursive: true });
    }
  },
};

/** A machine: a process with namespaces of its own. Killing it is pulling the plug: nothing inside survives. */
export function machine(stack: Stack, { name, address }: MachinePlace): Part {
  return {
    name: machinePart(name),
    summary: `machine ${name} itself`,
    kind: 'server',
    needs: [],
    steps: [network, folders],
    place: { kind: 'host' },
    command: [
      ...(['sh', machineScript(stack, 'start.sh'), name] as const),
      namespacePath(machineNamespace(name)),
      stack.paths.machine(name),
      machinePidFile(stack, name),
    ],
    ready: { kind: 'none' },
    stopSeconds: 2,
    address,
  };
}
