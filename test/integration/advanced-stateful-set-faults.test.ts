import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { pods, type KubernetesClient } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { CuttingProxy } from './harness/cutting-proxy.js';
import type { Fault } from './harness/faulty-client.js';
import { installCrd } from './harness/install-crd.js';
import { mortalClient } from './harness/mortal-client.js';
import { PodHistory } from './harness/pod-history.js';
import { SetController } from './harness/set-controller.js';
import { imageOf, patience, SetWorld, withVolume } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
});
afterAll(async () => plane.stop());

/** A namespace with no controller yet, and all that happens to its pods. */
async function inNewWorld<T>(test: (world: SetWorld, history: PodHistory) => Promise<T>): Promise<T> {
  const world = await SetWorld.make(client);
  const history = await PodHistory.of(client, world.namespace);
  try {
    return await test(world, history);
  } finally {
    await history.stop();
    await world.stop();
  }
}

/** Runs a process that dies at its n-th write; whether it lived until `work` was done. */
async function mortal(
  world: SetWorld,
  n: number,
  fault: Fault,
  isDone: () => Promise<boolean>,
): Promise<boolean> {
  const death = new AbortController();
  const doomed = mortalClient(client, n, fault, () => death.abort());
  const controller = new SetController(doomed, world.namespace);
  const isDeadOrDone = async () => death.signal.aborted || (await isDone().catch(() => false));
  await waitUntil('it is dead or done', isDeadOrDone, patience);
  await controller.kill();
  return !death.signal.aborted;
}

/** One more write each time, until all of them are before the death. */
async function untilOneLives(life: (writes: number) => Promise<boolean>): Promise<void> {
  for (let writes = 1; !(await life(writes)); writes += 1);
}

const faults = ['before the write', 'after the write'] as const;

describe.each(faults)('a controller that is killed %s', (fault) => {
  it.each(['OrderedReady', 'Parallel'])(
    'at each write in turn leaves a set that the next one brings about, each pod made once, %s',
    async (podManagementPolicy) => {
      await untilOneLives(async (n) =>
        inNewWorld(async (world, history) => {
          const offlineStrategy = { podOrdinals: [1] };
          await world.create('web', { podManagementPolicy, replicas: 3, offlineStrategy, ...withVolume });
          const isAlive = await mortal(world, n, fault, () => world.isSettled('web', [0, 2]));
          world.controller = new SetController(client, world.namespace);
          await world.settle('web', [0, 2]);
          expect(history.made).toEqual({ 'web-0': 1, 'web-2': 1 });
          expect([...(await world.claims()).keys()].toSorted()).toEqual(['data-web-0', 'data-web-2']);
          expect(await world.revisions()).toHaveLength(1);
          return isAlive;
        }),
      );
    },
    300_000,
  );

  it('at each write of an update leaves it within its budget, and each pod is made once more', async () => {
    await untilOneLives(async (n) =>
      inNewWorld(async (world, history) => {
        const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 2 } };
        world.controller = new SetController(client, world.namespace);
        await world.create('web', { podManagementPolicy: 'Parallel', replicas: 4, updateStrategy });
        await world.settle('web', [0, 1, 2, 3]);
        await world.controller.stop();
        await waitUntil('the first pods are told', () => history.told.length === 4, patience);
        history.count();
        await world.edit('web', imageOf('web:2'));
        const isAlive = await mortal(world, n, fault, () => world.isSettled('web', [0, 1, 2, 3]));
        world.controller = new SetController(client, world.namespace);
        await world.settle('web', [0, 1, 2, 3]);
        expect(history.fewestServing).toBeGreaterThanOrEqual(2);
        expect(Object.values(history.made)).toEqual([2, 2, 2, 2]);
        return isAlive;
      }),
    );
  }, 300_000);
});

describe('controllers that live for one write each', () => {
  it('bring a set about all the same', async () => {
    await inNewWorld(async (world, history) => {
      await world.create('web', { replicas: 2, ...withVolume });
      let lives = 1;
      while (!(await mortal(world, 1, 'after the write', () => world.isSettled('web', [0, 1])))) lives += 1;
      await world.settle('web', [0, 1]);
      expect(history.made).toEqual({ 'web-0': 1, 'web-1': 1 });
      // A revision, two claims and two pods, and what the status said in between.
      expect(lives).toBeGreaterThan(5);
    });
  });
});

describe('a controller whose watches are cut', () => {
  it('ends in the specified set, each pod made once', async () => {
    const proxy = await CuttingProxy.before(plane.port);
    const fragile = await plane.client({ port: proxy.port, timeoutMs: 5_000 });
    await inNewWorld(async (world, history) => {
      const ordinals = Array.from({ length: 40 }, (_, ordinal) => ordinal);
      world.controller = new SetController(fragile, world.namespace);
      await world.create('web', { podManagementPolicy: 'Parallel', replicas: 40 });
      for (const count of [1, 10, 20, 30]) {
        const areThere = async () => (await world.pods()).size >= count;
        await waitUntil(`${count} pods are there`, areThere, { ...patience, everyMs: 5 });
        proxy.cut();
      }
      await world.settle('web', ordinals);
      expect(Object.values(history.made)).toEqual(ordinals.map(() => 1));
      proxy.cut();
      await client.delete(pods, world.ref('web-7'));
      await world.edit('web', { offlineStrategy: { podOrdinals: ['10-39'] } });
      proxy.cut();
      await world.settle('web', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(history.made).toMatchObject({ 'web-6': 1, 'web-7': 2 });
    });
    await proxy.close();
  });
});
