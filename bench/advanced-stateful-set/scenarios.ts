import { setTimeout as sleep } from 'node:timers/promises';
import { setKinds, type SetKindName } from '../../controllers/advanced-stateful-set/set-kind.js';
import { namespaces, type KubernetesClient } from '../../kubernetes/index.js';
import type { Figures } from '../harness/bench.js';
import { inParallel } from '../harness/in-parallel.js';
import { PodCensus } from './pod-census.js';
import { memoryOf, processorMs } from './process-figures.js';
import type { RequestLog } from './request-log.js';
import type { Sizes } from './sizes.js';

export interface Course {
  readonly client: KubernetesClient;
  readonly kind: SetKindName;
  /** Process of the controller. */
  readonly pid: number;
  readonly requests: RequestLog;
  readonly sizes: Sizes;
  readonly signal: AbortSignal;
}

interface Wanted {
  readonly namespace: string;
  readonly sets: number;
  readonly pods: number;
  readonly policy: 'OrderedReady' | 'Parallel';
}

const TIMEOUT_MS = 180_000;
/** Without a request for so long, a controller is done. */
const REST_MS = 2_000;
const CONCURRENCY = 16;
const [OLD, NEW] = ['web:1', 'web:2'];

const templateOf = (labels: Readonly<Record<string, string>>, image: string) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'web', image }] },
});

async function makeSets({ client, kind, sizes }: Course, wanted: Wanted): Promise<void> {
  const { namespace, policy: podManagementPolicy } = wanted;
  await inParallel(wanted.sets, CONCURRENCY, async (index) => {
    const name = `set-${index}`;
    const labels = { set: name };
    const spec = {
      replicas: wanted.pods,
      serviceName: name,
      podManagementPolicy,
      selector: { matchLabels: labels },
      template: templateOf(labels, OLD),
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: sizes.maxUnavailable },
      },
    };
    await client.create(setKinds[kind].resource, { metadata: { namespace, name }, spec });
  });
}

/** Makes sets in a namespace of their own, and `act`s on them once their pods are ready and the controller rests. */
async function withSets<T>(
  course: Course,
  wanted: Wanted,
  act: (census: PodCensus, made: Figures) => Promise<T>,
): Promise<T> {
  const { namespace } = wanted;
  await course.client.create(namespaces, { metadata: { name: namespace } });
  const census = await PodCensus.start(course.client, namespace);
  try {
    const count = wanted.sets * wanted.pods;
    const made = await measure(course, count, async () => {
      await makeSets(course, wanted);
      return census.until(count, OLD, { timeoutMs: TIMEOUT_MS, signal: course.signal });
    });
    return await act(census, made);
  } finally {
    census.stop();
  }
}

/** @param change resolves with the moment at which all `pods` were as wanted */
async function measure(
  { pid, requests, signal }: Course,
  pods: number,
  change: () => Promise<number>,
): Promise<Figures> {
  const [requestsBefore, processorBefore] = [await requests.count(), await processorMs(pid)];
  const beganAt = performance.now();
  const endedAt = await change();
  let count = await requests.count();
  for (let restMs = 0; restMs < REST_MS; restMs += 250) {
    await sleep(250, undefined, { signal });
    const now = await requests.count();
    if (now > count) restMs = 0;
    count = now;
  }
  return {
    PodsPerSecond: pods / ((endedAt - beganAt) / 1_000),
    RequestsPerPod: (count - requestsBefore) / pods,
    ProcessorMsPerPod: ((await processorMs(pid)) - processorBefore) / pods,
  };
}

const named = (scenario: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${scenario}${name}`, value]));

const making = {
  large: ({ large }: Sizes): Wanted => ({ namespace: 'large', sets: 1, pods: large, policy: 'Parallel' }),
  parallel: ({ smallSets: sets, podsPerSmallSet: pods }: Sizes): Wanted => ({
    ...{ namespace: 'parallel', sets, pods },
    policy: 'Parallel',
  }),
  ordered: ({ smallSets: sets, podsPerSmallSet: pods }: Sizes): Wanted => ({
    ...{ namespace: 'ordered', sets, pods },
    policy: 'OrderedReady',
  }),
} as const;

/** Returns once the controller serves, the scheduler schedules, and machines make pods ready. */
export async function firstPod(course: Course): Promise<void> {
  const wanted = { namespace: 'first', sets: 1, pods: 1, policy: 'Parallel' } as const;
  await withSets(course, wanted, () => Promise.resolve());
}

export async function make(course: Course, scenario: keyof typeof making): Promise<Figures> {
  const wanted = making[scenario](course.sizes);
  return withSets(course, wanted, (_census, made) => Promise.resolve(named(scenario, made)));
}

/** A new image for all pods of a set. */
export async function update(course: Course): Promise<Figures> {
  const { client, kind, sizes } = course;
  const [namespace, name, pods] = ['update', 'set-0', sizes.updated];
  return withSets(course, { namespace, sets: 1, pods, policy: 'Parallel' }, async (census) => {
    const figures = await measure(course, pods, async () => {
      const spec = { template: templateOf({ set: name }, NEW) };
      await client.mergePatch(setKinds[kind].resource, { namespace, name }, { spec });
      return census.until(pods, NEW, { timeoutMs: TIMEOUT_MS, signal: course.signal });
    });
    return named('update', figures);
  });
}

/** Many sets without pods, at rest, beside all that was made before. */
export async function idle(course: Course): Promise<Figures> {
  const { pid, requests, sizes, signal } = course;
  const wanted = { namespace: 'idle', sets: sizes.idleSets, pods: 0, policy: 'Parallel' } as const;
  return withSets(course, wanted, async () => {
    const [processorBefore, requestsBefore] = [await processorMs(pid), await requests.count()];
    const beganAt = performance.now();
    await sleep(sizes.idleMs, undefined, { signal });
    const used = (await processorMs(pid)) - processorBefore;
    const tookMs = performance.now() - beganAt;
    const { residentBytes, ownBytes } = await memoryOf(pid);
    return {
      idleProcessorPercent: (100 * used) / tookMs,
      idleRequestsPerMinute: ((await requests.count()) - requestsBefore) / (tookMs / 60_000),
      idleResidentMiB: residentBytes / 2 ** 20,
      idleOwnMiB: ownBytes / 2 ** 20,
    };
  });
}
