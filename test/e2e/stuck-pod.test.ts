import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMachines } from '../../client/machines.js';
import { waitUntil } from '../integration/harness/wait-until.js';
import { deleteAndWait, smallCluster, untilReady } from './harness/clusters.js';
import { openStack, type RunningStack } from './harness/running-stack.js';

let stack: RunningStack;
beforeAll(() => {
  stack = openStack();
});
afterAll(() => stack.close());

/** Seconds within which people must be able to read why a pod cannot start. */
const shownWithin = 15;

describe('a pod that cannot start', () => {
  const key = { namespace: 'default', name: 'e2e-stuck' };
  beforeAll(() => deleteAndWait(stack, key));
  afterAll(() => deleteAndWait(stack, key));

  const describeShows = (reason: RegExp): Promise<void> =>
    waitUntil(
      `describe shows ${String(reason)}`,
      async () => reason.test((await stack.command('statewright', ['describe', key.name])).stdout),
      { timeoutMs: shownWithin * 1_000, everyMs: 250 },
    );

  it("shows the image's reason, then that no machine has room, and comes up by itself when mended", async () => {
    await stack.statewright.clusters.apply(smallCluster(key, { image: 'statewright/no-such-image:1' }));
    await describeShows(/ErrImagePull|ImagePullBackOff|ErrImageNeverPull/);
    await waitUntil('the status says so too', async () => {
      const { status } = await stack.statewright.clusters.get(key);
      return status?.conditions?.some((it) => it.type === 'Stuck' && it.status === 'True') ?? false;
    });

    const machines = await listMachines(stack.kubernetes);
    const processors = Math.max(...machines.map((machine) => machine.processors));
    const crowded = smallCluster(key, {
      nodeTypes: [
        { name: 'master', replicas: 1 },
        // A machine has room for one of them; the first still waits for its old image, and one is left over.
        {
          name: 'data',
          replicas: machines.length + 2,
          resources: { cpu: `${Math.floor(processors * 600)}m` },
        },
      ],
    });
    await stack.statewright.clusters.apply(crowded);
    await describeShows(/Unschedulable/);

    await stack.statewright.clusters.apply(smallCluster(key));
    await untilReady(stack, key);
    const { status } = await stack.statewright.clusters.get(key);
    await waitUntil('the status no longer calls a pod stuck', async () => {
      const { conditions } = (await stack.statewright.clusters.get(key)).status ?? {};
      return conditions?.some((it) => it.type === 'Stuck' && it.status === 'False') ?? false;
    });
    expect(status?.phase).toBe('Ready');
  });
});
