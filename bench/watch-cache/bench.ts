import { ControlPlane } from '../../test/integration/harness/control-plane.js';
import type { Arena, Bench, Figures } from '../harness/bench.js';
import { ContestantProcess } from '../harness/contestant-process.js';
import { versionOf } from '../harness/versions.js';
import { caches } from './caches.js';
import { OBJECTS, populate } from './population.js';

const EVENTS = 10_000;
const TIMEOUT_MS = 120_000;

/** Lists and watches of many objects from a real API server, each cache in a process of its own. */
export const watchCache: Bench = {
  name: 'watch-cache',
  about: `cache of ${OBJECTS.toLocaleString('en-US')} ConfigMaps of about 1 KiB: list, memory, events`,
  settings: { objects: OBJECTS, events: EVENTS, 'client-node': versionOf('@kubernetes/client-node') },
  figures: [
    { name: 'listMs', title: 'list all [ms]', unit: 'ms', better: 'less' },
    { name: 'listProcessorMs', title: 'processor time of it [ms]', unit: 'ms', better: 'less' },
    { name: 'residentBytesPerObject', title: 'resident memory an object [B]', unit: 'B', better: 'less' },
    { name: 'liveBytesPerObject', title: 'live heap an object [B]', unit: 'B', better: 'less' },
    { name: 'eventsPerSecond', title: 'events seen [1/s]', unit: '1/s', better: 'more' },
    { name: 'processorMicrosPerEvent', title: 'processor time an event [µs]', unit: 'µs', better: 'less' },
    { name: 'missedEvents', title: 'events not seen', unit: '', better: 'less' },
    { name: 'writesPerSecond', title: 'writes meanwhile [1/s]', unit: '1/s', better: 'more' },
  ],
  contestants: Object.entries(caches).map(([name, { what }]) => ({ name, what })),
  sources: [
    ...['api', 'bench/harness', 'bench/watch-cache', 'controllers/runtime', 'kubernetes'],
    ...['package-lock.json', 'test/integration/harness/control-plane.ts'],
  ],

  async open({ signal, report }): Promise<Arena> {
    report('starting etcd and kube-apiserver');
    const plane = await ControlPlane.start();
    try {
      report(`making ${OBJECTS} objects`);
      await populate(await plane.client({ qps: 100_000, burst: 100_000 }), signal);
      const kubeconfig = await plane.kubeconfig();
      let rounds = 0;
      return {
        round: (contestant) => runRound(contestant, kubeconfig, String((rounds += 1)), signal),
        close: () => plane.stop(),
      };
    } catch (error) {
      await plane.stop();
      throw error;
    }
  },
};

async function runRound(
  contestant: string,
  kubeconfig: string,
  salt: string,
  signal: AbortSignal,
): Promise<Figures> {
  const start = (name: string, module: string, args: readonly string[]): ContestantProcess => {
    const url = new URL(module, import.meta.url);
    return ContestantProcess.start({ name, module: url, args, signal, timeoutMs: TIMEOUT_MS });
  };
  const events = String(EVENTS);
  const cache = start(contestant, 'contestant.js', [contestant, kubeconfig, events]);
  const writer = start('the writer', 'writer.js', [kubeconfig, events, salt]);
  try {
    const listed = await cache.ask('list');
    const written = await writer.ask('write');
    return { ...listed, ...written, ...(await cache.ask('events')) };
  } finally {
    await Promise.all([cache.stop(), writer.stop()]);
  }
}
