import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSets, pods, services } from '../../kubernetes/index.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { deleteAndWait, smallCluster, untilReady } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';
import { SearchLoad } from './harness/search-load.js';

let stack: RunningStack;
let load: SearchLoad;
const key = { namespace: 'default', name: `e2e-off-${Date.now().toString(36)}` };
const name = `${key.namespace}/${key.name}`;
const data = (ordinal: number): { namespace: string; name: string } => ({
  namespace: key.namespace,
  name: `${key.name}-data-${ordinal}`,
});

beforeAll(async () => {
  stack = openStack();
  const nodeTypes = [
    { name: 'master', replicas: 1 },
    { name: 'data', replicas: 3 },
  ];
  await stack.statewright.clusters.apply(smallCluster(key, { nodeTypes }));
  await untilReady(stack, key);
  const address = (await stack.kubernetes.get(services, key))?.spec.clusterIP;
  load = new SearchLoad(`http://${address}:9200`);
  await load.createIndex({ number_of_shards: 3, number_of_replicas: 1 });
  load.start();
});

afterAll(async () => {
  await deleteAndWait(stack, key);
  await stack.close();
});

async function offlineOrdinals(): Promise<readonly (number | string)[]> {
  const set = await stack.kubernetes.get(advancedStatefulSets, {
    namespace: key.namespace,
    name: `${key.name}-data`,
  });
  return set?.status?.offline ?? [];
}

describe('a member of a real cluster, under a load of writes and reads', () => {
  it('is drained, taken offline and brought back, and no write or read is lost', async () => {
    const before = await stack.kubernetes.get(pods, data(0));
    const left = await stack.command('statewright', ['offline', name, 'data', '1']);
    expect(left, left.stdout + left.stderr).toMatchObject({ code: 0 });
    expect(await stack.kubernetes.get(pods, data(1))).toBeUndefined();
    expect(await offlineOrdinals()).toEqual([1]);
    expect(left.stdout).toMatch(/data-1/);

    const again = await stack.command('statewright', ['offline', name, 'data', '1']);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toMatch(/offline already/);

    const written = load.written;
    await waitUntil('the load goes on without it', () => load.written > written + 20, { timeoutMs: 60_000 });
    const back = await stack.command('statewright', ['online', name, 'data', '1']);
    expect(back, back.stdout + back.stderr).toMatchObject({ code: 0 });
    expect((await stack.kubernetes.get(pods, data(1)))?.status?.phase).toBe('Running');
    expect(await offlineOrdinals()).toEqual([]);
    // Nobody else was restarted for it.
    expect((await stack.kubernetes.get(pods, data(0)))?.metadata.uid).toBe(before?.metadata.uid);

    expect(await load.stopAndCount()).toBe(load.written);
    process.stdout.write(`${load.written} writes, ${load.read} reads, ${load.failures.length} failed\n`);
    expect(load.failures).toEqual([]);
  });

  it('that must stay is not taken: the guard says why, and a cancellation leaves all as it was', async () => {
    const begun = await stack.command('statewright', ['offline', name, 'master', '0', '--no-wait']);
    expect([begun.code, begun.stdout + begun.stderr]).toEqual([begun.code, expect.stringMatching(/master/)]);
    if (begun.code === 0) {
      const cancelled = await stack.command('statewright', ['offline', name, '--cancel']);
      expect(cancelled, cancelled.stdout + cancelled.stderr).toMatchObject({ code: 0 });
    }
    const master = { namespace: key.namespace, name: `${key.name}-master-0` };
    expect((await stack.kubernetes.get(pods, master))?.status?.phase).toBe('Running');
  });

  it('is refused where the ordinal does not exist', async () => {
    const refused = await stack.command('statewright', ['offline', name, 'data', '9']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/9/);
  });
});
