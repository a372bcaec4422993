import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createLogger } from '../../workers/logging.js';
import { deploymentName, promote } from '../../workers/promote.js';
import { inParallel } from '../harness/in-parallel.js';
import { serve } from '../harness/serve.js';
import { spread } from '../harness/statistics.js';
import { activities } from './activities.js';
import { CONCURRENCY, PARALLEL, REST_MS, RESTED, SEQUENTIAL, WARM_UP } from './sizes.js';
import { workflowTaskWaits } from './waiting-times.js';
import type { change } from './workflow.js';

/** A worker set up like an orchestrator, and a client apart from it: what starts our workflows is another process. */
const [, , address = '', bundleFile = '', salt = ''] = process.argv;
const taskQueue = 'statewright';
const buildId = 'bench';

Runtime.install({ logger: new DefaultLogger('WARN') });
const connection = await NativeConnection.connect({ address });
const client = new Client({ connection: await Connection.connect({ address }) });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: { code: await readFile(bundleFile, 'utf8') },
  activities,
  workerDeploymentOptions: {
    useWorkerVersioning: true,
    version: { deploymentName: deploymentName(taskQueue), buildId },
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  },
});
// If it fails, so does this process, and with it the round.
void worker.run();

const workflowId = (phase: string, index: number): string => `${salt}/${phase}/${index}`;

/** @returns milliseconds from the call that starts a workflow until its result is here */
async function execute(phase: string, index: number): Promise<number> {
  const id = workflowId(phase, index);
  const beganAt = performance.now();
  await client.workflow.execute<typeof change>('change', { taskQueue, workflowId: id, args: [id] });
  return performance.now() - beganAt;
}

async function inSequence(phase: string, count: number, restMs = 0): Promise<readonly number[]> {
  const durations: number[] = [];
  for (let index = 0; index < count; index += 1) {
    if (restMs > 0) await sleep(restMs);
    durations.push(await execute(phase, index));
  }
  return durations;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

serve({
  /** Until all that is made on first use is made, and the server's allowance for bursts is used up. */
  async warmUp() {
    const promotion = { namespace: 'default', taskQueue, buildId };
    await promote(connection, promotion, createLogger('bench', 'warn'), new AbortController().signal);
    await inParallel(WARM_UP, CONCURRENCY, async (index) => {
      await execute('first', index);
    });
    await inSequence('second', WARM_UP);
    return {};
  },

  async sequence() {
    const durations = await inSequence('sequence', SEQUENTIAL);
    const waits: number[] = [];
    for (let index = 0; index < SEQUENTIAL; index += 1) {
      const handle = client.workflow.getHandle(workflowId('sequence', index));
      waits.push(...workflowTaskWaits(await handle.fetchHistory()));
    }
    return { sequenceMs: mean(durations), scheduledToStartedMs: mean(waits) };
  },

  async rested() {
    return { restedMs: spread(await inSequence('rested', RESTED, REST_MS)).median };
  },

  async parallel() {
    const beganAt = performance.now();
    await inParallel(PARALLEL, CONCURRENCY, async (index) => {
      await execute('parallel', index);
    });
    return { perSecond: PARALLEL / ((performance.now() - beganAt) / 1_000) };
  },
});
