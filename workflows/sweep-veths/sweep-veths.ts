import { setCurrentDetails, sleep } from '@temporalio/workflow';
import type { SweepVethsInput, SweepVethsResult } from './contract.js';
import { leftoversOf, sweepResult, unknown } from './decide.js';
import { agentIsSilent, agentOf, agentSecondsByDefault, registry, silentAgent } from './machine.js';

const graceSecondsByDefault = 60;

/**
 * Removes what is left of pods on one machine: looks, waits, looks again, and removes what was without sandbox and pod both
 * times. The agent has the last look at each.
 */
export async function sweepVeths(input: SweepVethsInput): Promise<SweepVethsResult> {
  const { machine, agentSeconds = agentSecondsByDefault } = input;
  try {
    return await sweep(input, agentSeconds);
  } catch (error) {
    if (!agentIsSilent(error)) throw error;
    if (await registry.machineExists(machine)) throw silentAgent(machine, agentSeconds);
    await registry.forgetMachine(machine);
    const message = 'Kubernetes has no such machine any more; its sweep is no longer scheduled.';
    return { machine, outcome: 'MachineGone', message, removed: 0, kept: [], unread: [] };
  }
}

async function sweep(input: SweepVethsInput, agentSeconds: number): Promise<SweepVethsResult> {
  const { machine, dryRun = false, graceSeconds = graceSecondsByDefault } = input;
  const agent = agentOf(machine, agentSeconds);
  setCurrentDetails('Looking for leftovers.');
  const first = await agent.surveyMachine();
  if (first.unread.length > 0) return unknown(machine, first);
  if (first.suspects.length === 0) return sweepResult(machine, first, [], undefined);

  setCurrentDetails(
    `Looking again in ${graceSeconds} s at ${first.suspects.length} without sandbox and pod.`,
  );
  await sleep(`${graceSeconds} s`);
  const second = await agent.surveyMachine();
  const leftovers = leftoversOf(first, second);
  if (dryRun || leftovers.length === 0) return sweepResult(machine, second, leftovers, undefined);

  setCurrentDetails(`Removing ${leftovers.length}.`);
  return sweepResult(machine, second, leftovers, await agent.removeLeftovers(leftovers));
}
