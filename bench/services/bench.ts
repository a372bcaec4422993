import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { sweepVipsId } from '../../api/balancer/index.js';
import { temporalTuning } from '../../stack/parts/temporal.js';
import type { Arena, Bench } from '../harness/bench.js';
import { startDev } from '../temporal-server/start-dev.js';
import type { RunningServer } from '../temporal-server/server.js';
import type { StartContestant } from './contestant.js';
import { startNaive } from './naive.js';
import { startPlatform } from './platform.js';
import { runRound } from './round.js';
import {
  CHANGES,
  CHANGES_PER_SECOND,
  MEMBERS,
  PER_NAMESPACE,
  populations,
  WARM_UP_CHANGES,
} from './sizes.js';
import { World } from './world.js';

const kinds: Readonly<Record<string, { readonly start: StartContestant; readonly what: string }>> = {
  statewright: {
    start: startPlatform,
    what: 'controller and orchestrator as processes, Temporal as the embedded default runs it; each change is a workflow that reads both sides live. Memory is the controller’s, processor time that of all three',
  },
  naive: {
    start: startNaive,
    what: 'one process with the same watches and the same client of TVS that writes each event at once from its caches, with no workflow, no second look, and nothing kept of what it was at',
  },
};

const contestants = Object.entries(populations).flatMap(([suffix, population]) =>
  Object.entries(kinds).map(([kind, { start, what }]) => ({
    name: `${kind}-${suffix}`,
    what: `${population.toLocaleString('en-US')} Services; ${what}`,
    population,
    start,
  })),
);

/** From a change of endpoints to the balancer, and the start of a controller when nothing differs. */
export const services: Bench = {
  name: 'services',
  about: `${CHANGES} endpoint changes, ${CHANGES_PER_SECOND} a second, to TVS, and the start of a controller among unchanged Services`,
  settings: {
    changes: CHANGES,
    changesPerSecond: CHANGES_PER_SECOND,
    warmUpChanges: WARM_UP_CHANGES,
    members: MEMBERS,
    servicesPerNamespace: PER_NAMESPACE,
  },
  figures: [
    {
      name: 'appliedP50',
      title: 'endpoints written to VIP recorded, median [ms]',
      unit: 'ms',
      better: 'less',
    },
    { name: 'appliedP99', title: '  99th percentile [ms]', unit: 'ms', better: 'less' },
    { name: 'processorMsPerChange', title: 'processor time a change [ms]', unit: 'ms', better: 'less' },
    { name: 'workflowsPerChange', title: 'workflows a change', unit: '', better: 'less' },
    { name: 'knownSeconds', title: 'start until all are compared [s]', unit: 's', better: 'less' },
    { name: 'resyncWrites', title: '  writes to TVS meanwhile', unit: '', better: 'less' },
    { name: 'resyncWorkflows', title: '  workflows meanwhile', unit: '', better: 'less' },
    { name: 'residentMiB', title: '  memory then [MiB]', unit: 'MiB', better: 'less' },
  ],
  contestants: contestants.map(({ name, what }) => ({ name, what })),
  sources: [
    ...['activities', 'api', 'bench/harness', 'bench/services', 'client', 'controllers', 'kubernetes'],
    ...['package-lock.json', 'stack/tvs', 'test/integration/harness', 'workers', 'workflows'],
  ],
  rounds: 3,

  async open({ signal, report }): Promise<Arena> {
    const folder = await mkdtemp(join(tmpdir(), 'statewright-bench-services-'));
    const temporal = await startDev(folder, temporalTuning).start();
    const worlds = new Map<number, World>();
    const close = async (): Promise<void> => {
      for (const world of worlds.values()) await world.close();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    };
    try {
      for (const [name, population] of Object.entries(populations)) {
        report(`starting etcd, kube-apiserver and TVS, and making ${population} Services in both`);
        worlds.set(population, await World.make(name, population, temporal));
      }
      await pauseSweeps(temporal);
    } catch (error) {
      await close();
      throw error;
    }
    const warm = new Set<string>();
    let number = 0;
    return {
      async round(name) {
        const contestant = contestants.find((one) => one.name === name);
        const world = worlds.get(contestant?.population ?? 0);
        if (contestant === undefined || world === undefined)
          throw new Error(`there is no contestant "${name}"`);
        const changes = warm.has(name) ? CHANGES : WARM_UP_CHANGES;
        warm.add(name);
        number = (number + 1) % 90;
        const { start } = contestant;
        const figures = await runRound({ world, start, number, changes, signal });
        report(`  ${JSON.stringify(figures)}`);
        return figures;
      },
      close,
    };
  },
};

/** One that comes by chance in the rounds of one contestant only would count against it. */
async function pauseSweeps({ address }: RunningServer): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await new Client({ connection }).schedule.getHandle(sweepVipsId).pause('a comparison runs');
  } finally {
    await connection.close();
  }
}
