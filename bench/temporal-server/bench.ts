import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Arena, Bench } from '../harness/bench.js';
import { versionOf } from '../harness/versions.js';
import { contestantsFor, type TemporalContestant } from './contestants.js';
import { runRound } from './round.js';
import type { TemporalServer } from './server.js';
import { CONCURRENCY, PARALLEL, REST_MS, RESTED, SEQUENTIAL, WARM_UP } from './sizes.js';

const { contestants, absent } = contestantsFor(process.env);

/** A short workflow, many times, on each server that the embedded default could run. */
export const temporalServer: Bench = {
  name: 'temporal-server',
  about: 'Temporal servers for one machine: a workflow with one local activity and one activity',
  settings: {
    warmUp: 2 * WARM_UP,
    sequential: SEQUENTIAL,
    rested: RESTED,
    restMs: REST_MS,
    parallel: PARALLEL,
    concurrency: CONCURRENCY,
    '@temporalio/worker': versionOf('@temporalio/worker'),
  },
  figures: [
    { name: 'sequenceMs', title: 'a workflow, one after the other [ms]', unit: 'ms', better: 'less' },
    {
      name: 'scheduledToStartedMs',
      title: 'its tasks, scheduled to started [ms]',
      unit: 'ms',
      better: 'less',
    },
    { name: 'restedMs', title: 'a workflow after a rest [ms]', unit: 'ms', better: 'less' },
    { name: 'perSecond', title: `workflows, ${CONCURRENCY} at once [1/s]`, unit: '1/s', better: 'more' },
    { name: 'serverProcessorMs', title: 'processor of the server for one [ms]', unit: 'ms', better: 'less' },
    { name: 'residentMiB', title: 'memory of the server then [MiB]', unit: 'MiB', better: 'less' },
    { name: 'readyMs', title: 'start to ready [ms]', unit: 'ms', better: 'less' },
  ],
  contestants: contestants.map(({ name, what }) => ({ name, what })),
  absent,
  sources: [
    ...['bench/harness', 'bench/temporal-server', 'stack/parts/temporal.ts', 'test/integration/harness'],
    ...['workers', 'workflows/activity-options.ts', 'package-lock.json'],
  ],

  async open({ signal, report }): Promise<Arena> {
    const folder = await mkdtemp(join(tmpdir(), 'statewright-temporal-server-'));
    const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      // PostgreSQL reaches its own folder in there as another user.
      await chmod(folder, 0o711);
      report('bundling the workflow');
      const bundle = join(folder, 'workflow-bundle.js');
      await writeFile(bundle, await bundledWorkflow());
      const servers = await openAll(folder, contestants);
      // Data are made here, so that every round measures a start on data that are there.
      for (const [name, server] of servers) {
        report(`first start: ${name}`);
        signal.throwIfAborted();
        await (await server.start()).stop();
      }
      let rounds = 0;
      return {
        round(contestant) {
          const server = servers.get(contestant);
          if (server === undefined) throw new Error(`there is no contestant "${contestant}"`);
          rounds += 1;
          return runRound({ contestant, server, bundle, salt: String(rounds), signal });
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

async function openAll(
  folder: string,
  all: readonly TemporalContestant[],
): Promise<ReadonlyMap<string, TemporalServer>> {
  const servers = new Map<string, TemporalServer>();
  for (const { name, open } of all) {
    const data = join(folder, name);
    await mkdir(data);
    servers.set(name, open(data));
  }
  return servers;
}

async function bundledWorkflow(): Promise<string> {
  const workflowsPath = fileURLToPath(new URL('workflow.js', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  return code;
}
