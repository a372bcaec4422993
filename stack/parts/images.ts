import { imageArchives, imagesStep } from '../images/index.js';
import { machineScript } from '../machine/place.js';
import type { MachinePlace } from '../network/plan.js';
import type { Part } from '../part.js';
import type { Stack } from '../stack.js';

export function loadImagesPart(machine: string): string {
  return `images-${machine}`;
}

/** Gives a machine the images that were built here: no registry has them. */
export function loadImages(stack: Stack, { name }: MachinePlace): Part {
  return {
    name: loadImagesPart(name),
    summary: `loads the images into ${name}`,
    kind: 'task',
    needs: [`containerd-${name}`],
    steps: [imagesStep(stack)],
    place: { kind: 'machine', machine: name },
    command: ['sh', machineScript(stack, 'load-images.sh'), ...imageArchives(stack)],
    ready: { kind: 'none' },
  };
}
