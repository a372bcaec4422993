/** The queue on which the agent of a machine takes its tasks. */
export function machineQueue(machine: string): string {
  return `node/${machine}`;
}

/** Schedule and workflow of a machine's sweep have the same name. */
export function sweepScheduleId(machine: string): string {
  return `sweepVeths/${machine}`;
}

/** The workflow that the schedule starts, as people type it into the Temporal UI. */
export const sweepVethsType = 'sweepVeths';

/** The workflow that answers what a machine is to pods. */
export const describeMachineType = 'describeMachine';
