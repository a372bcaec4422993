import { join } from 'node:path';
import type { Stack } from '../stack.js';

/** Where the id of a machine's first process is written, as the host counts processes. Gone while it boots. */
export function machinePidFile({ paths }: Stack, machine: string): string {
  return join(paths.run, 'machines', `${machine}.pid`);
}

/** The part that is the machine itself. */
export function machinePart(machine: string): string {
  return `machine-${machine}`;
}

/** A script of this folder; they run as they are, not compiled. */
export function machineScript({ paths }: Stack, file: string): string {
  return join(paths.project, 'stack', 'machine', file);
}
