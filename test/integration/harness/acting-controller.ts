import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StatewrightError } from '../../../api/errors/index.js';
import {
  Controller,
  LeaseElection,
  Reflector,
  refOf,
  runControllers,
  watching,
  type Leadership,
} from '../../../controllers/runtime/index.js';
import { configMaps, connect, createKubernetesClient, guardWrites } from '../../../kubernetes/index.js';

/**
 * A process with a controller that stands for a lease: it answers each `data.wanted` of the ConfigMaps labelled
 * `work=yes` with `data.done`, and notes each act with the moment on a clock that all processes share.
 * Started by tests, which stop, kill and cut it off.
 */
export const settingsSchema = z.object({
  kubeconfig: z.string(),
  /** For the lease alone, which has a connection of its own. */
  leaseKubeconfig: z.string(),
  /** Of the lease, and of the ConfigMaps. */
  namespace: z.string(),
  identity: z.string(),
  /** Acts are appended here, a JSON object a line. */
  actsFile: z.string(),
  leaseDurationMs: z.number(),
  renewDeadlineMs: z.number(),
  retryPeriodMs: z.number(),
  /** Between looking and acting, so that a process is stopped in between. */
  thinkMs: z.number(),
});

export const actSchema = z.object({
  identity: z.string(),
  transitions: z.number(),
  /** Nanoseconds of CLOCK_MONOTONIC, the same for all processes of a machine, as a decimal. */
  at: z.string(),
  key: z.string(),
});

export const LEASE = 'acting';
export const WORK_SELECTOR = 'work=yes';
/**
 * Makes the process stop itself (SIGSTOP) between two steps of its event loop. A stop that comes from outside may hit
 * the microseconds between the last look at the clock and the kernel's taking the bytes, which no client can guard.
 */
export const STOP_YOURSELF = 'SIGUSR2';

export type ActingSettings = z.infer<typeof settingsSchema>;
export type Act = z.infer<typeof actSchema>;

async function main(settings: ActingSettings): Promise<void> {
  const { kubeconfig, leaseKubeconfig, namespace, identity } = settings;
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = settings;
  const limits = { qps: 1_000, burst: 1_000, timeoutMs: 2_000 };
  const connection = connect({ role: 'test', kubeconfig, ...limits });
  const leaseConnection = connect({ role: 'test-lease', kubeconfig: leaseKubeconfig, ...limits });
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.on(STOP_YOURSELF, () => process.kill(process.pid, 'SIGSTOP'));

  const election = new LeaseElection({
    client: createKubernetesClient(leaseConnection),
    namespace,
    name: LEASE,
    identity,
    leaseDurationMs,
    renewDeadlineMs,
    retryPeriodMs,
  });
  const lead = async (leadership: Leadership): Promise<void> => {
    const client = createKubernetesClient(guardWrites(connection, leadership));
    const work = new Reflector({
      client,
      resource: configMaps,
      namespace,
      labelSelector: WORK_SELECTOR,
      project: () => undefined,
      inactivityMs: 10_000,
      backoff: { baseMs: 50, capMs: 500 },
    });
    const controller = new Controller({
      name: 'acting',
      sources: [watching(work)],
      backoff: { baseMs: 50, capMs: 500 },
      async reconcile(key, { signal, assertLeading }) {
        const live = await client.get(configMaps, refOf(key), { signal });
        const { wanted, done } = live?.data ?? {};
        if (wanted === undefined || wanted === done) return { kind: 'done' };
        await sleep(settings.thinkMs);
        // An act outside Kubernetes, and one inside: both must be impossible for who is not the leader.
        assertLeading();
        const { transitions } = leadership;
        const act: Act = { identity, transitions, at: String(process.hrtime.bigint()), key };
        appendFileSync(settings.actsFile, `${JSON.stringify(act)}\n`);
        const data = { done: wanted, transitions: String(transitions) };
        await client.mergePatch(configMaps, refOf(key), { data }, { signal });
        return { kind: 'done' };
      },
    });
    await runControllers({ controllers: [controller], stop: stop.signal, leadership, drainMs: 2_000 });
  };
  while (!stop.signal.aborted) {
    await election.lead(stop.signal, lead).catch((error: unknown) => {
      if (!(error instanceof StatewrightError && error.code === 'LeaseLost')) throw error;
    });
  }
}

const [, program, settings] = process.argv;
if (program?.endsWith('acting-controller.ts') === true) {
  await main(settingsSchema.parse(JSON.parse(settings ?? '')));
  process.exit(0);
}
