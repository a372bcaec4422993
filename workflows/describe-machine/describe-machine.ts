import type { MachineDescription } from '../../activities/machine/contract.js';
import { agentIsSilent, agentOf, silentAgent } from '../sweep-veths/machine.js';
import type { DescribeMachineInput } from './contract.js';

/** A person waits for the answer. */
const patienceSeconds = 10;

/** Asks a machine's agent what its bridge and its ports are. Nobody but its agent can say. */
export async function describeMachine(input: DescribeMachineInput): Promise<MachineDescription> {
  const { machine, agentSeconds = patienceSeconds } = input;
  try {
    return await agentOf(machine, agentSeconds).describeMachine();
  } catch (error) {
    throw agentIsSilent(error) ? silentAgent(machine, agentSeconds) : error;
  }
}
