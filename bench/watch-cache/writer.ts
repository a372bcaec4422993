import { configMaps, connect, createKubernetesClient } from '../../kubernetes/index.js';
import { serve } from '../harness/serve.js';
import { inParallel } from '../harness/in-parallel.js';
import { nameOf, NAMESPACE, OBJECTS } from './population.js';

const CONCURRENCY = 32;

const [, , kubeconfig = '', events = '', salt = ''] = process.argv;
const count = Number(events);
const limits = { qps: 100_000, burst: 100_000 };
const client = createKubernetesClient(connect({ role: 'bench-writer', kubeconfig, ...limits }));

serve({
  /** Changes one object after the other, each change an event. */
  async write() {
    const beganAt = performance.now();
    await inParallel(count, CONCURRENCY, async (index) => {
      const ref = { namespace: NAMESPACE, name: nameOf(index % OBJECTS) };
      await client.mergePatch(configMaps, ref, { data: { version: `${salt}-${index}` } });
    });
    return { writesPerSecond: count / ((performance.now() - beganAt) / 1_000) };
  },
});
