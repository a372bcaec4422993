import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSets, pods, services } from '../../kubernetes/index.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { deleteAndWait, smallCluster, untilReady } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';
import { SearchLoad } from './harness/search-load.js';

let stack: RunningStack;
let load: SearchLoad;
const key = { namespace: 'default', name: `e2e-roll-${Date.now().toString(36)}` };
const nodeTypes = [
  { name: 'master', replicas: 1 },
  { name: 'data', replicas: 3 },
];
const configured = nodeTypes.map((nodeType) => ({
  ...nodeType,
  config: { 'indices.recovery.max_bytes_per_sec': '80mb' },
}));
const members = ['data-0', 'data-1', 'data-2', 'master-0'];

beforeAll(async () => {
  stack = openStack();
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

/** UID and time of creation of each member's pod. */
async function seen(): Promise<readonly { readonly uid: string; readonly createdAt: string }[]> {
  return Promise.all(
    members.map(async (member) => {
      const pod = await stack.kubernetes.get(pods, {
        namespace: key.namespace,
        name: `${key.name}-${member}`,
      });
      return { uid: pod?.metadata.uid ?? '', createdAt: pod?.metadata.creationTimestamp ?? '' };
    }),
  );
}

describe('a new configuration of a real cluster, under a load of writes and reads', () => {
  it('restarts every member once, one at a time, the master last, and no write or read is lost', async () => {
    const before = await seen();
    const uids = new Set(before.map(({ uid }) => uid));
    await stack.statewright.clusters.apply(smallCluster(key, { nodeTypes: configured }));
    const steps = new Set<string>();
    let mostAway = 0;
    await waitUntil(
      'the new configuration is in place',
      async () => {
        const now = await seen();
        now.forEach(({ uid }) => uids.add(uid));
        mostAway = Math.max(mostAway, now.filter(({ uid }) => uid === '').length);
        const { phase, generation, steps: shown } = await stack.statewright.clusters.progress(key);
        shown.forEach(({ name }) => steps.add(name));
        return generation > 1 && phase === 'Ready';
      },
      { timeoutMs: 900_000, everyMs: 500 },
    );
    uids.delete('');
    const after = await seen();
    expect(after.every(({ uid }, index) => uid !== '' && uid !== before[index]?.uid)).toBe(true);
    expect(uids.size, 'no member was replaced twice').toBe(2 * members.length);
    expect(mostAway).toBeLessThanOrEqual(1);
    const created = after.map(({ createdAt }) => createdAt);
    expect(created.at(-1), 'the master comes last').toBe(created.toSorted().at(-1));
    expect([...steps]).toEqual(expect.arrayContaining(['Restart master 0 (1 of 1)']));
    const set = await stack.kubernetes.get(advancedStatefulSets, {
      namespace: key.namespace,
      name: `${key.name}-data`,
    });
    expect(set?.spec.updateStrategy.type).toBe('OnDelete');

    expect(await load.stopAndCount()).toBe(load.written);
    process.stdout.write(`${load.written} writes, ${load.read} reads, ${load.failures.length} failed\n`);
    expect(load.failures).toEqual([]);
  });
});
