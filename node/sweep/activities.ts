import type { MachineActivities } from '../../activities/machine/contract.js';
import type { BridgeWish } from '../ovsdb/bridge.js';
import { describeMachine } from './describe.js';
import { removeLeftovers } from './remove-leftovers.js';
import { readLists, surveyOf, type SweptMachine } from './survey.js';

/** What the machine's queue can ask of its agent. */
export function createMachineActivities(
  machine: SweptMachine,
  wish: BridgeWish,
  trouble: () => string | undefined,
): MachineActivities {
  return {
    surveyMachine: async () => surveyOf(machine, await readLists(machine)),
    removeLeftovers: (suspects) => removeLeftovers(machine, suspects),
    describeMachine: () => describeMachine(machine, wish, trouble()),
  };
}
