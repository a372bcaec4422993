/** Input of the workflow `describeMachine/<machine>`; its result is the machine's description of itself. */
export interface DescribeMachineInput {
  readonly machine: string;
  /** Seconds that the machine's agent is waited for; 10 if left out. */
  readonly agentSeconds?: number;
}

export type { MachineDescription } from '../../activities/machine/contract.js';
