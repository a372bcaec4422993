import { waitUntil } from '../../test/integration/harness/wait-until.js';
import type { RoleProcess } from '../../test/integration/harness/role-process.js';
import { memoryOf, processorMs } from '../advanced-stateful-set/process-figures.js';
import { MIB, START_TIMEOUT_MS, type StartContestant } from './contestant.js';

/** The controller as a process of its own; the orchestrator is there already, as when a leader is followed by another. */
export const startPlatform: StartContestant = async (world) => {
  const begin = performance.now();
  const controller = await world.role('controller');
  try {
    await waitUntil(
      'the controller has compared all Services',
      () => hasCompared(controller, world.services),
      {
        timeoutMs: START_TIMEOUT_MS,
        everyMs: 50,
      },
    );
  } catch (error) {
    await controller.server.stop();
    throw new Error(controller.server.tail(), { cause: error });
  }
  const knownSeconds = (performance.now() - begin) / 1_000;
  const pids = [controller.server.pid, world.orchestrator.server.pid, ...world.temporal.processes];
  return {
    knownSeconds,
    residentMiB: (await memoryOf(controller.server.pid)).residentBytes / MIB,
    async processorMs() {
      return (await Promise.all(pids.map(processorMs))).reduce((sum, one) => sum + one, 0);
    },
    stop: () => controller.server.stop(),
  };
};

/** A key is taken up once until something changes, so that as many looks as keys are a look at each. */
async function hasCompared(controller: RoleProcess, count: number): Promise<boolean> {
  const text = await controller.metrics();
  const looks = text.matchAll(/^statewright_reconcile_seconds_count\{([^}]*)\} (\d+)$/gm);
  let done = 0;
  for (const [, labels = '', value] of looks) {
    if (labels.includes('controller="service"') && labels.includes('outcome="done"')) done += Number(value);
  }
  return done >= count;
}
