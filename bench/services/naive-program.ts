/**
 * A client that keeps TVS as Kubernetes says with nothing in between: the same watches, the same mapping and the same client of TVS as
 * the platform's, and each event written at once from what the caches say. What it is at when it ends is lost.
 */
import { createTvsBalancer } from '../../activities/tvs/index.js';
import { sameVip, vipId, wantedVips, type RecordedVip } from '../../api/balancer/index.js';
import { Controller, watching } from '../../controllers/runtime/controller.js';
import { noLog, noMetrics, runControllers } from '../../controllers/runtime/index.js';
import { createServiceCaches } from '../../controllers/service/cache.js';
import { connect, createKubernetesClient } from '../../kubernetes/index.js';
import { waitUntil } from '../../test/integration/harness/wait-until.js';
import { memoryOf } from '../advanced-stateful-set/process-figures.js';
import { serve } from '../harness/serve.js';
import { MIB, START_TIMEOUT_MS } from './contestant.js';

const [, , kubeconfig = '', url = '', tokenFile = '', caFile = '', owner = '', count = ''] = process.argv;

const client = createKubernetesClient(connect({ role: 'bench-naive', kubeconfig, qps: 50, burst: 100 }));
const balancer = createTvsBalancer({ url, tokenFile, caFile, owner });
const caches = createServiceCaches(client, undefined, { log: noLog, metrics: noMetrics });
const { services, slices } = { services: caches.services.store, slices: caches.slices.store };
const recorded = new Map<string, RecordedVip>();
const looked = new Set<string>();

const controller = new Controller({
  name: 'naive',
  sources: [
    watching(caches.services),
    watching(caches.slices, ({ serviceKey }) => (serviceKey === undefined ? [] : [serviceKey])),
  ],
  concurrency: 16,
  async reconcile(key) {
    const service = services.get(key);
    const own = slices.keysBy('service', key).flatMap((slice) => slices.get(slice) ?? []);
    const vips = service === undefined ? [] : wantedVips(service, own, 'all').vips;
    for (const vip of vips) {
      const id = vipId(owner, vip.address);
      const before = recorded.get(id);
      if (before !== undefined && sameVip(before.vip, vip)) continue;
      const at =
        before === undefined
          ? ({ kind: 'absent' } as const)
          : ({ kind: 'version', version: before.version } as const);
      recorded.set(id, await balancer.put(id, vip, at));
    }
    looked.add(key);
    return { kind: 'done' };
  },
});

async function run(): Promise<void> {
  for await (const page of balancer.listOwned()) for (const one of page) recorded.set(one.id, one);
  await runControllers({ controllers: [controller], stop: new AbortController().signal });
}
const ended = run();

serve({
  async known() {
    const compared = waitUntil('all Services are compared', () => looked.size >= Number(count), {
      timeoutMs: START_TIMEOUT_MS,
      everyMs: 50,
    });
    await Promise.race([compared, ended]);
    return { residentMiB: (await memoryOf(process.pid)).residentBytes / MIB };
  },
  usage() {
    const { user, system } = process.cpuUsage();
    return Promise.resolve({ processorMs: (user + system) / 1_000 });
  },
});
