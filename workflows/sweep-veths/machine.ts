import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { MachineActivities, MachineRegistryActivities } from '../../activities/machine/contract.js';
import { machineQueue } from '../../api/machine-names.js';
import { describeError } from '../../api/errors/index.js';
import { brief } from '../activity-options.js';

export const registry = proxyLocalActivities<MachineRegistryActivities>(brief);

/** Seconds that a machine's agent is waited for. */
export const agentSecondsByDefault = 60;

/** The activities of one machine's agent; whether it takes them at all shows within `agentSeconds`. */
export function agentOf(machine: string, agentSeconds: number): MachineActivities {
  return proxyActivities<MachineActivities>({
    taskQueue: machineQueue(machine),
    scheduleToStartTimeout: `${agentSeconds} s`,
    startToCloseTimeout: '2 min',
    retry: { initialInterval: '1 s', maximumInterval: '10 s', maximumAttempts: 5 },
  });
}

/** Whether nobody took the task from the machine's queue. */
export function agentIsSilent(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof TimeoutFailure &&
    error.cause.timeoutType === 'SCHEDULE_TO_START'
  );
}

/** For people: which machine, and what to do. */
export function silentAgent(machine: string, seconds: number): ApplicationFailure {
  const parameters = { machine, queue: machineQueue(machine), seconds };
  const { kind, sentence, remedy } = describeError('AgentSilent', parameters);
  return ApplicationFailure.create({
    type: kind,
    nonRetryable: true,
    message: `${sentence} ${remedy}`,
    details: [{ code: 'AgentSilent', sentence, remedy, problems: [] }],
  });
}
