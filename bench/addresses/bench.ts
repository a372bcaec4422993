import type { Arena, Bench } from '../harness/bench.js';
import { runRound } from './round.js';
import {
  BURST,
  existing,
  MACHINES,
  PODS_PER_SECOND,
  QPS,
  sizes,
  WARM_UP_PODS,
  warmUpSizes,
} from './sizes.js';
import { World } from './world.js';

const { steadyPods, togetherPods } = sizes;
const together = `${togetherPods} pods at once on ${MACHINES} machines`;

/** Addresses for pods: how long one takes with few and with many reservations there, and how many can be had. */
export const addresses: Bench = {
  name: 'addresses',
  about: `addresses of ${steadyPods} pods, ${PODS_PER_SECOND} a second, and of ${togetherPods} at once, by reservations there before`,
  settings: {
    ...sizes,
    podsPerSecond: PODS_PER_SECOND,
    machines: MACHINES,
    warmUpPods: WARM_UP_PODS,
    qps: QPS,
    burst: BURST,
  },
  figures: [
    { name: 'allocationP50', title: 'pod shown to addresses shown, median [ms]', unit: 'ms', better: 'less' },
    { name: 'allocationP99', title: '  99th percentile [ms]', unit: 'ms', better: 'less' },
    { name: 'wholeP50', title: 'with the creation of the pod, median [ms]', unit: 'ms', better: 'less' },
    { name: 'wholeP99', title: '  99th percentile [ms]', unit: 'ms', better: 'less' },
    { name: 'creationP50', title: 'the creation of the pod alone, median [ms]', unit: 'ms', better: 'less' },
    { name: 'creationP99', title: '  99th percentile [ms]', unit: 'ms', better: 'less' },
    { name: 'requestsPerPod', title: 'requests a pod', unit: '', better: 'less' },
    { name: 'processorMsPerPod', title: 'processor time a pod [ms]', unit: 'ms', better: 'less' },
    { name: 'togetherSeconds', title: `${together} [s]`, unit: 's', better: 'less' },
    { name: 'togetherPerSecond', title: '  allocations [1/s]', unit: '1/s', better: 'more' },
  ],
  contestants: Object.entries(existing).map(([name, count]) => ({
    name,
    what: `controllers/address in a Node.js process of its own, 32 pods at once as in the product; ${count.toLocaleString('en-US')} reservations with their assignments are there, of pods that are gone`,
  })),
  sources: [
    ...['api', 'bench/addresses', 'bench/harness', 'controllers/address', 'controllers/runtime'],
    ...['kubernetes', 'test/integration/harness', 'package-lock.json'],
  ],

  async open({ signal, report }): Promise<Arena> {
    const worlds = new Map<string, World>();
    const warm = new Set<string>();
    let rounds = 0;
    const close = async (): Promise<void> => {
      for (const world of worlds.values()) await world.close();
    };
    try {
      for (const [name, count] of Object.entries(existing)) {
        report(`starting etcd and kube-apiserver, and making ${count} reservations`);
        worlds.set(name, await World.make(count));
      }
    } catch (error) {
      await close();
      throw error;
    }
    return {
      async round(name) {
        const world = worlds.get(name);
        if (world === undefined) throw new Error(`there is no contestant "${name}"`);
        rounds += 1;
        const roundSizes = warm.has(name) ? sizes : warmUpSizes;
        warm.add(name);
        const figures = await runRound(world, `round-${rounds}`, roundSizes, signal);
        report(`  ${JSON.stringify(figures)}`);
        return figures;
      },
      close,
    };
  },
};
