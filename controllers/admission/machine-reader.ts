import { machineCapacities, type MachineCapacity } from '../../api/validation/machines.js';
import { nodes, type Clock, type KubernetesClient } from '../../kubernetes/index.js';

/** Milliseconds for which what was read serves further reviews. */
const freshMs = 15_000;
/** Milliseconds for which a failed reading is not repeated, so that reviews do not wait for it one after the other. */
const failedMs = 3_000;
/** Milliseconds that a review waits for the reading; the API server gives a webhook ten seconds in all. */
const patienceMs = 3_000;

/** The machines, or undefined if they cannot be read. Never throws. */
export type ReadMachines = () => Promise<readonly MachineCapacity[] | undefined>;

/** Reads machines from the API server, at most once in a while, and once for all reviews that wait at the same time. */
export function createMachineReader(
  kubernetes: Pick<KubernetesClient, 'list'>,
  clock: Pick<Clock, 'monotonic'>,
  onFailure: (error: unknown) => void,
): ReadMachines {
  let reading: Promise<readonly MachineCapacity[] | undefined> | undefined;
  let staleAt = 0;

  const read = async (): Promise<readonly MachineCapacity[] | undefined> => {
    try {
      const { items } = await kubernetes.list(nodes, { timeoutMs: patienceMs });
      staleAt = clock.monotonic() + freshMs;
      return machineCapacities(items);
    } catch (error) {
      staleAt = clock.monotonic() + failedMs;
      onFailure(error);
      return undefined;
    }
  };

  return () => {
    if (reading === undefined || clock.monotonic() >= staleAt) {
      // Until it is known when this reading ends, everybody waits for it.
      staleAt = Number.POSITIVE_INFINITY;
      reading = read();
    }
    return reading;
  };
}
