import type { Client } from '@temporalio/client';
import { ScheduleNotFoundError } from '@temporalio/client';
import { nodes, type KubernetesClient } from '../../kubernetes/index.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { MachineRegistryActivities } from './contract.js';
import { sweepScheduleId } from '../../api/machine-names.js';

export interface MachineRegistryDependencies {
  readonly kubernetes: KubernetesClient;
  readonly temporal: Client;
}

/** The orchestrators' part of a sweep. */
export function createMachineRegistryActivities({
  kubernetes,
  temporal,
}: MachineRegistryDependencies): MachineRegistryActivities {
  return {
    machineExists: async (machine) => (await kubernetes.get(nodes, { name: machine })) !== undefined,
    async forgetMachine(machine) {
      try {
        await temporal.schedule.getHandle(sweepScheduleId(machine)).delete();
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return;
        const reason = error instanceof Error ? error.message : String(error);
        throw new StatewrightError(
          'TemporalUnavailable',
          { address: 'the cluster', reason },
          { cause: error },
        );
      }
    },
  };
}
