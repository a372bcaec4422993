import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '../../test/integration/harness/child.js';
import { processorMs } from '../advanced-stateful-set/process-figures.js';
import type { Figures } from '../harness/bench.js';
import { inParallel } from '../harness/in-parallel.js';
import { quantile } from '../harness/statistics.js';
import { AllocationWatch, type Allocation } from './allocation-watch.js';
import { BURST, MACHINES, PODS_PER_SECOND, QPS, WARM_UP_PODS, type Sizes } from './sizes.js';
import { ROLE, type World } from './world.js';

const TIMEOUT_MS = 300_000;
/** Pods are created by so many requests at once. */
const CREATORS = 32;

/** Starts the controller, lets pods come, and takes everything away that was not there before. */
export async function runRound(
  world: World,
  namespace: string,
  { steadyPods, togetherPods }: Sizes,
  signal: AbortSignal,
): Promise<Figures> {
  await world.namespace(namespace);
  const program = fileURLToPath(new URL('contestant.js', import.meta.url));
  const args = [program, await world.plane.kubeconfig(), ROLE, String(QPS), String(BURST)];
  const log = join(world.plane.directory, 'addresses.log');
  const controller = ServerProcess.start('addresses', process.execPath, args, log);
  const watch = await AllocationWatch.start(world.client, namespace);
  try {
    const course = { world, namespace, watch, signal };
    await steadily(course, 'warm', WARM_UP_PODS);
    const [requests, processor] = [await world.requests.count(), await processorMs(controller.pid)];
    const steady = await steadily(course, 'steady', steadyPods);
    const requestsPerPod = ((await world.requests.count()) - requests) / steadyPods;
    const processorMsPerPod = ((await processorMs(controller.pid)) - processor) / steadyPods;
    const togetherMs = await together(course, 'together', togetherPods);
    return {
      ...steady,
      requestsPerPod,
      processorMsPerPod,
      togetherSeconds: togetherMs / 1_000,
      togetherPerSecond: togetherPods / (togetherMs / 1_000),
    };
  } finally {
    watch.stop();
    await controller.stop();
    await world.clear(namespace);
  }
}

interface Course {
  readonly world: World;
  readonly namespace: string;
  readonly watch: AllocationWatch;
  readonly signal: AbortSignal;
}

const machineOf = (index: number): string => `machine-${index % MACHINES}`;

/** Pods come at an even rate, whatever becomes of them. */
async function steadily(
  { world, namespace, watch, signal }: Course,
  prefix: string,
  count: number,
): Promise<Figures> {
  const beganAt = performance.now();
  const askedAt = new Map<string, number>();
  const creations: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    const dueInMs = beganAt + (index * 1_000) / PODS_PER_SECOND - performance.now();
    if (dueInMs > 0) await sleep(dueInMs, undefined, { signal });
    const name = `${prefix}-${index}`;
    const begin = performance.now();
    askedAt.set(name, begin);
    const creation = world.pod(namespace, name, machineOf(index)).then(() => performance.now() - begin);
    creations.push(creation);
  }
  const creation = await Promise.all(creations);
  const allocations = await watch.until([...askedAt.keys()], { timeoutMs: TIMEOUT_MS, signal });
  const msSince = (begin: (name: string, allocation: Allocation) => number): readonly number[] =>
    Array.from(askedAt.keys(), (name) => {
      const allocation = allocations.get(name) ?? { shownAt: Number.NaN, doneAt: Number.NaN };
      return allocation.doneAt - begin(name, allocation);
    });
  const allocation = msSince((_name, { shownAt }) => shownAt);
  const whole = msSince((name) => askedAt.get(name) ?? Number.NaN);
  return {
    creationP50: quantile(creation, 0.5),
    creationP99: quantile(creation, 0.99),
    allocationP50: quantile(allocation, 0.5),
    allocationP99: quantile(allocation, 0.99),
    wholeP50: quantile(whole, 0.5),
    wholeP99: quantile(whole, 0.99),
  };
}

/** Milliseconds from the first pod asked for until the last has its addresses. */
async function together(
  { world, namespace, watch, signal }: Course,
  prefix: string,
  count: number,
): Promise<number> {
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const beganAt = performance.now();
  await inParallel(count, CREATORS, (index) => world.pod(namespace, names[index] ?? '', machineOf(index)));
  const allocations = await watch.until(names, { timeoutMs: TIMEOUT_MS, signal });
  return Math.max(...names.map((name) => allocations.get(name)?.doneAt ?? Number.NaN)) - beganAt;
}
