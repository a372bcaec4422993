import type { Arena, Bench, Figure } from '../harness/bench.js';
import { contestants } from './contestants.js';
import { runRound } from './round.js';
import { ensureKwok } from './simulated-machines.js';
import { BURST, MACHINES, QPS, sizes, warmUpSizes } from './sizes.js';

const { large, smallSets, podsPerSmallSet, updated, maxUnavailable, idleSets } = sizes;
const small = `${smallSets} sets of ${podsPerSmallSet}`;

const scenarios: Readonly<Record<string, string>> = {
  large: `1 set of ${large}, Parallel`,
  parallel: `${small}, Parallel`,
  ordered: `${small}, OrderedReady`,
  update: `update of ${updated}, ${maxUnavailable} at once`,
};

const figuresOf = ([scenario, title]: [string, string]): Figure[] => [
  { name: `${scenario}PodsPerSecond`, title: `${title} [pods/s]`, unit: '1/s', better: 'more' },
  { name: `${scenario}RequestsPerPod`, title: '  requests a pod', unit: '', better: 'less' },
  { name: `${scenario}ProcessorMsPerPod`, title: '  processor time a pod [ms]', unit: 'ms', better: 'less' },
];

/** Sets of pods on simulated machines, brought about by our controller and by Kubernetes' own. */
export const advancedStatefulSet: Bench = {
  name: 'advanced-stateful-set',
  about: 'controllers of stateful sets, on a real control plane with machines that KWOK simulates',
  settings: { ...sizes, qps: QPS, burst: BURST, machines: MACHINES },
  figures: [
    ...Object.entries(scenarios).flatMap(figuresOf),
    { name: 'idleResidentMiB', title: `${idleSets} idle sets: resident [MiB]`, unit: 'MiB', better: 'less' },
    { name: 'idleOwnMiB', title: '  without its program file [MiB]', unit: 'MiB', better: 'less' },
    { name: 'idleProcessorPercent', title: '  of one core [%]', unit: '%', better: 'less' },
    { name: 'idleRequestsPerMinute', title: '  requests [1/min]', unit: '1/min', better: 'less' },
  ],
  contestants: Object.entries(contestants).map(([name, { what }]) => ({ name, what })),
  sources: [
    ...['api', 'bench', 'controllers', 'kubernetes', 'stack/kwok', 'test/integration/harness'],
    'package-lock.json',
  ],

  async open({ signal, report }): Promise<Arena> {
    const kwok = await ensureKwok();
    const warm = new Set<string>();
    return {
      round(name) {
        const contestant = contestants[name];
        if (contestant === undefined) throw new Error(`there is no contestant "${name}"`);
        const roundSizes = warm.has(name) ? sizes : warmUpSizes;
        warm.add(name);
        return runRound({ contestant, kwok, sizes: roundSizes, signal, report });
      },
      close: () => Promise.resolve(),
    };
  },
};
