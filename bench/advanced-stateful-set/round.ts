import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import { installCrd } from '../../test/integration/harness/install-crd.js';
import type { Figures } from '../harness/bench.js';
import { featureGate, type SetContestant } from './contestants.js';
import { RequestLog } from './request-log.js';
import { firstPod, idle, make, update } from './scenarios.js';
import { startScheduler } from './scheduler.js';
import { startMachines } from './simulated-machines.js';
import type { Sizes } from './sizes.js';

export interface RoundOptions {
  readonly contestant: SetContestant;
  readonly kwok: string;
  readonly sizes: Sizes;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
}

/** One contestant on a control plane of its own, so that it finds nothing that another has left. */
export async function runRound(options: RoundOptions): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'statewright-sets-'));
  try {
    const requests = await RequestLog.prepare(folder, options.contestant.userAgent);
    const plane = await ControlPlane.start({ apiServerFlags: [featureGate, ...requests.flags] });
    try {
      return await runOn(plane, requests, options);
    } finally {
      await plane.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runOn(plane: ControlPlane, requests: RequestLog, options: RoundOptions): Promise<Figures> {
  const { contestant, kwok, sizes, signal, report } = options;
  const client = await plane.client({ qps: 100_000, burst: 100_000 });
  await installCrd(client, advancedStatefulSetCrd());
  const started: { stop(): Promise<void> }[] = [];
  const keep = <T extends { stop(): Promise<void> }>(server: T): T => {
    started.push(server);
    return server;
  };
  try {
    keep(await startScheduler(plane));
    keep(await startMachines(kwok, plane, client));
    const { pid } = keep(await contestant.start(plane));
    const course = { client, kind: contestant.kind, pid, requests, sizes, signal };
    await firstPod(course);
    const figures: Figures[] = [];
    for (const scenario of ['large', 'parallel', 'ordered'] as const) {
      signal.throwIfAborted();
      figures.push(await make(course, scenario));
      report(`  ${scenario}: ${JSON.stringify(figures.at(-1))}`);
    }
    figures.push(await update(course));
    report(`  update: ${JSON.stringify(figures.at(-1))}`);
    figures.push(await idle(course));
    report(`  idle: ${JSON.stringify(figures.at(-1))}`);
    return Object.assign({}, ...figures) as Figures;
  } finally {
    await Promise.all(started.map((server) => server.stop()));
  }
}
