import { MockActivityEnvironment, type TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwaitReport } from '../../activities/cluster/contract.js';
import type { MemberActivities, RunningOperations } from '../../activities/members/contract.js';
import { StatewrightError } from '../../api/errors/index.js';
import type { OperationKind, TakeOfflineRequest } from '../../api/offline/requests.js';
import { forcedAnnotation } from '../../api/offline/requests.js';
import { memberWorker, progressOf, startOperation, type OperationHandle } from '../harness/member-worker.js';
import { MemberWorld } from '../harness/member-world.js';
import { cancelOperation, followOperation, startOperation as startByClient } from '../../client/offline.js';
import { connectTemporal, type TemporalConnection } from '../../client/temporal.js';
import { runningOperations } from '../../workers/running-operations.js';
import { startTemporal } from '../harness/workflow-environment.js';
import { waitUntil } from './harness/wait-until.js';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  environment = await startTemporal();
});
afterAll(() => environment.teardown());

let count = 0;
const newWorld = (store?: ConstructorParameters<typeof MemberWorld>[1]): MemberWorld => {
  count += 1;
  return new MemberWorld(`carts-${count}`, store);
};
const one = { nodeType: 'store', ordinals: [1] };

/** Runs an operation on `world` while `act` looks at it. */
async function operating<T>(
  world: MemberWorld,
  kind: OperationKind,
  request: Omit<TakeOfflineRequest, 'namespace' | 'name'>,
  act: (handle: OperationHandle) => Promise<T>,
  activities: MemberActivities = world.activities(),
): Promise<T> {
  const worker = await memberWorker(environment, world.key.name, activities);
  return worker.runUntil(async () => {
    const handle = await startOperation(environment, world, kind, request);
    try {
      return await act(handle);
    } finally {
      await handle.terminate().catch(() => undefined);
    }
  });
}
const untilState = (handle: OperationHandle, state: string): Promise<void> =>
  waitUntil(`the operation is ${state}`, async () => (await progressOf(handle)).state === state);
const untilStep = (handle: OperationHandle, name: string): Promise<void> =>
  waitUntil(`step ${name} is in progress`, async () =>
    (await progressOf(handle)).steps.some((step) => step.name === name && step.state !== 'Pending'),
  );
/** Nothing of an operation on this member is left anywhere. */
function expectUntouched(world: MemberWorld, ordinal = 1): void {
  expect(world.offline('store')).not.toContain(ordinal);
  expect([...world.system.marked]).toEqual([]);
  expect(world.pods.has(world.pod('store', ordinal))).toBe(true);
}

describe('taking a member offline', () => {
  it('asks the guards, drains, asks and drains again, writes the wish, proves the pod gone, drains what is over then, and says how long each took', async () => {
    const world = newWorld();
    const pod = world.pod('store', 1);
    await operating(world, 'TakeOffline', one, async (handle) => {
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'Done', message: `${pod} is offline.` });
      const [member] = result.members;
      expect(member).toMatchObject({ member: pod, outcome: 'Offline' });
      expect(Object.keys(member?.durations ?? {})).toEqual(['guardsMs', 'moveMs', 'stopMs']);
      expect(world.system.asked).toEqual([`guards ${pod}`, `drain ${pod}`, `guards ${pod}`, `drain ${pod}`]);
      expect(world.offline('store')).toEqual([1]);
      expect(world.pods.has(pod)).toBe(false);
      expect(world.cluster.status?.operation).toMatchObject({ state: 'Done', members: [pod], forced: '' });
      expect((await progressOf(handle)).steps.every(({ state }) => state === 'Done')).toBe(true);
    });
  });

  it('takes several one after the other, each drained only when the one before has gone', async () => {
    const world = newWorld();
    const [first, second] = [world.pod('store', 3), world.pod('store', 0)];
    await operating(world, 'TakeOffline', { nodeType: 'store', ordinals: [3, 0] }, async (handle) => {
      expect((await handle.result()).members.map(({ outcome }) => outcome)).toEqual(['Offline', 'Offline']);
      expect(world.offline('store')).toEqual([0, 3]);
      const drains = world.system.asked.filter((it) => it.startsWith('drain'));
      expect([...new Set(drains)]).toEqual([`drain ${first}`, `drain ${second}`]);
      expect(drains.lastIndexOf(`drain ${first}`)).toBeLessThan(drains.indexOf(`drain ${second}`));
    });
  });

  it('makes up for marks of the drain that somebody cleared while guards were waited for', async () => {
    const world = newWorld();
    const pod = world.pod('store', 1);
    world.system.unitsPerLook = 0;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilStep(handle, `${pod}: drain`);
      world.system.blockedBy = 'another member died meanwhile';
      world.system.unitsPerLook = 100;
      await untilState(handle, 'Blocked');
      world.system.marked.delete(pod);
      world.system.units.set(pod, 50);
      world.system.blockedBy = undefined;
      expect(await handle.result()).toMatchObject({ outcome: 'Done' });
      expect(world.system.marked.has(pod)).toBe(true);
      expect(world.system.units.get(pod)).toBe(0);
    });
  });

  it('says which guard blocks, with its numbers, everywhere, and goes on by itself when it clears', async () => {
    const world = newWorld();
    world.system.blockedBy = '3 of 12 units have no other copy';
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilState(handle, 'Blocked');
      const { message, guards } = await progressOf(handle);
      expect(message).toContain('A copy is elsewhere: 3 of 12 units have no other copy');
      expect(guards.map(({ holds }) => holds)).toEqual([false, true]);
      await waitUntil('the status says so', () => world.cluster.status?.operation?.state === 'Blocked');
      expect(world.cluster.status?.operation?.message).toContain('3 of 12 units');
      expect([...world.system.marked]).toEqual([]);
      world.system.blockedBy = undefined;
      expect(await handle.result()).toMatchObject({ outcome: 'Done' });
    });
  });

  it('asks the guards again before the pod goes, and waits for them there too', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 0;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilStep(handle, `${world.pod('store', 1)}: drain`);
      world.system.blockedBy = 'another member died meanwhile';
      world.system.unitsPerLook = 100;
      await untilState(handle, 'Blocked');
      expect(world.offline('store')).toEqual([]);
      world.system.blockedBy = undefined;
      expect(await handle.result()).toMatchObject({ outcome: 'Done' });
    });
  });

  it('shows how much is left while it drains, with few entries in its history', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 2;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await waitUntil(
        'units are counted',
        async () => ((await progressOf(handle)).remaining.units ?? 10) < 10,
      );
      await handle.result();
      expect((await handle.describe()).historyLength).toBeLessThan(100);
    });
  });

  it('says that the system gives no answer, and goes on when it does', async () => {
    const world = newWorld();
    world.system.silent = true;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilState(handle, 'Blocked');
      expect((await progressOf(handle)).message).toContain('The system answers: ');
      world.system.silent = false;
      expect(await handle.result()).toMatchObject({ outcome: 'Done' });
    });
  });
});

describe('an operation that is cancelled', () => {
  it('while a guard blocks has touched nothing', async () => {
    const world = newWorld();
    world.system.blockedBy = 'no copies';
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilState(handle, 'Blocked');
      await handle.cancel();
      expect(await handle.result()).toMatchObject({ outcome: 'Cancelled', members: [{ outcome: 'Undone' }] });
      expectUntouched(world);
      expect(world.cluster.status?.operation?.state).toBe('Cancelled');
    });
  });

  it('in mid-drain takes the drain back, and nothing marks the member again', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 0;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await waitUntil('it is marked', () => world.system.marked.size === 1);
      await handle.cancel();
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'Cancelled' });
      expect(result.message).toContain(`${world.pod('store', 1)} is as it was`);
      expect(result.members[0]?.durations.undoMs).toBeGreaterThanOrEqual(0);
      expectUntouched(world);
      expect(world.system.asked.at(-1)).toBe(`undrain ${world.pod('store', 1)}`);
    });
  });

  it('after the drain, while the guards block again, takes the drain back', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 0;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilStep(handle, `${world.pod('store', 1)}: drain`);
      world.system.blockedBy = 'a member died';
      world.system.unitsPerLook = 100;
      await untilState(handle, 'Blocked');
      await handle.cancel();
      expect(await handle.result()).toMatchObject({ outcome: 'Cancelled' });
      expectUntouched(world);
    });
  });

  it('while the pod still runs takes back the wish and the drain', async () => {
    const world = newWorld();
    world.stopped = true;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await waitUntil('the wish is written', () => world.offline('store').includes(1));
      await untilStep(handle, `${world.pod('store', 1)}: gone`);
      await handle.cancel();
      expect(await handle.result()).toMatchObject({ outcome: 'Cancelled' });
      expectUntouched(world);
    });
  });

  it('at the second of two members leaves the first offline, and says so', async () => {
    const world = newWorld();
    await operating(world, 'TakeOffline', { nodeType: 'store', ordinals: [3, 2] }, async (handle) => {
      await waitUntil('the first has gone', () => {
        world.system.blockedBy = world.offline('store').includes(3) ? 'one is enough' : undefined;
        return world.system.blockedBy !== undefined;
      });
      await untilState(handle, 'Blocked').catch(() => undefined);
      await handle.cancel();
      const result = await handle.result();
      expect(result.members.map(({ outcome }) => outcome)).toEqual(['Offline', 'Undone']);
      expect(result.message).toContain(`Offline before that, and still: ${world.pod('store', 3)}`);
      expect(world.offline('store')).toEqual([3]);
    });
  });
});

describe('a member that dies', () => {
  it('in mid-drain is waited for, and said to be silent', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 0;
    await operating(world, 'TakeOffline', one, async (handle) => {
      await waitUntil('it is marked', () => world.system.marked.size === 1);
      world.kill(world.pod('store', 1));
      await waitUntil('it is said to be silent', async () =>
        (await progressOf(handle)).message.includes('the member gives no answer; 10 units left'),
      );
      await handle.cancel();
      await handle.result();
      expect([...world.system.marked]).toEqual([]);
    });
  });

  it('goes by force all the same, with the guards skipped and the reason on record', async () => {
    const world = newWorld();
    world.system.blockedBy = '10 units have no other copy';
    world.system.unitsPerLook = 0;
    world.kill(world.pod('store', 1));
    const force = { reason: 'its disk is broken' };
    await operating(world, 'TakeOffline', { ...one, force }, async (handle) => {
      const result = await handle.result();
      expect(result).toMatchObject({
        outcome: 'Done',
        forced: {
          reason: 'its disk is broken',
          skipped: ['A copy is elsewhere: 10 units have no other copy'],
        },
      });
      expect(world.events).toMatchObject([{ reason: 'GuardsSkipped', type: 'Warning' }]);
      expect(String(world.events[0]?.note)).toContain('its disk is broken');
      expect(world.cluster.status?.operation?.forced).toBe('its disk is broken');
      const key = forcedAnnotation({ nodeType: 'store', ordinal: 1 });
      expect(world.cluster.metadata.annotations?.[key]).toBe('its disk is broken');
    });
  });

  it('is not waited for by force only if it is dead: a live one is drained', async () => {
    const world = newWorld();
    world.system.blockedBy = 'not now';
    world.system.unitsPerLook = 4;
    await operating(world, 'TakeOffline', { ...one, force: { reason: 'hurry' } }, async (handle) => {
      expect(await handle.result()).toMatchObject({ outcome: 'Done' });
      expect(world.system.units.get(world.pod('store', 1))).toBe(0);
    });
  });
});

describe('an operation that cannot be', () => {
  it.each([
    [
      'a member that does not exist',
      { nodeType: 'store', ordinals: [9] },
      /no member 9: its ordinals are 0 to 3/,
    ],
    ['an unknown node type', { nodeType: 'shelf', ordinals: [0] }, /no node type "shelf"/],
    ['a member that is offline', { nodeType: 'store', ordinals: [2] }, /offline already/],
    ['more than can be spared', { nodeType: 'store', ordinals: [0, 1] }, /Keep at least 2/],
    ['force without a reason', { ...one, force: { reason: '' } }, /only skipped for a reason/],
  ])('is refused with the reason and nothing touched: %s', async (_, request, reason) => {
    const world = newWorld({ replicas: 4, offlineOrdinals: [2] });
    const { resourceVersion } = world.cluster.metadata;
    await operating(world, 'TakeOffline', request, async (handle) => {
      const failure: unknown = await handle.result().catch((error: unknown) => error);
      const cause = (failure as { cause: { cause: { type: string; message: string } } }).cause.cause;
      expect(cause.type).toBe('Invalid');
      expect(cause.message).toMatch(reason);
    });
    expect(world.cluster.metadata.resourceVersion).toBe(resourceVersion);
    expect(world.system.asked).toEqual([]);
  });

  it('is refused under another id, since then two could run at once', async () => {
    const world = newWorld();
    const worker = await memberWorker(environment, world.key.name, world.activities());
    await worker.runUntil(async () => {
      const handle = await startOperation(environment, world, 'TakeOffline', one, 'by-hand');
      await expect(handle.result()).rejects.toMatchObject({
        cause: {
          type: 'Invalid',
          message: expect.stringContaining(`offline/shop/${world.key.name}`) as string,
        },
      });
    });
  });

  it('is refused by the server itself while another runs on the cluster, online ones too', async () => {
    const world = newWorld({ replicas: 4, offlineOrdinals: [3] });
    world.system.blockedBy = 'not now';
    await operating(world, 'TakeOffline', one, async () => {
      const second = startOperation(environment, world, 'BringOnline', { nodeType: 'store', ordinals: [3] });
      await expect(second).rejects.toThrow(/already started/);
    });
  });

  it('undoes what it did when Kubernetes refuses the wish, and fails with that reason', async () => {
    const world = newWorld();
    const activities = world.activities();
    let refused = false;
    await operating(
      world,
      'TakeOffline',
      one,
      async (handle) => {
        await expect(handle.result()).rejects.toThrow();
        expect(refused).toBe(true);
        expectUntouched(world);
        expect(world.cluster.status?.operation?.state).toBe('Failed');
      },
      {
        ...activities,
        writeWish: (request) => {
          if (!request.offline) return activities.writeWish(request);
          refused = true;
          throw new StatewrightError('KubernetesRefused', { verb: 'patch', object: 'carts', reason: 'no' });
        },
      },
    );
  });
});

describe('bringing a member online', () => {
  it('takes back wish, force and marks, and waits until it has its share', async () => {
    const world = newWorld({ replicas: 4, offlineOrdinals: [1, 3] });
    const pod = world.pod('store', 1);
    world.system.marked.add(pod);
    const key = forcedAnnotation({ nodeType: 'store', ordinal: 1 });
    world.cluster = {
      ...world.cluster,
      metadata: { ...world.cluster.metadata, annotations: { [key]: 'its disk is broken' } },
    };
    await operating(world, 'BringOnline', one, async (handle) => {
      expect(await handle.result()).toMatchObject({
        outcome: 'Done',
        members: [{ member: pod, outcome: 'Online', durations: { settleMs: expect.any(Number) as number } }],
      });
      expect(world.offline('store')).toEqual([3]);
      expect(world.cluster.metadata.annotations).toEqual({});
      expect(world.system.asked).toEqual([`undrain ${pod}`, `settle ${pod}`]);
    });
  });

  it('only stops waiting when it is cancelled after the wish', async () => {
    const world = newWorld({ replicas: 4, offlineOrdinals: [1] });
    world.stopped = true;
    await operating(world, 'BringOnline', one, async (handle) => {
      await untilStep(handle, `${world.pod('store', 1)}: joined and balanced`);
      await handle.cancel();
      expect((await handle.result()).message).toContain('comes online by itself');
      expect(world.offline('store')).toEqual([]);
    });
  });
});

describe('the end of a worker', () => {
  it('in mid-drain is no end of the operation: another one goes on', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 0;
    const ending = new AbortController();
    const first = await memberWorker(environment, world.key.name, world.activities(ending.signal));
    const handle = await first.runUntil(async () => {
      const started = await startOperation(environment, world, 'TakeOffline', one);
      await waitUntil('it is marked', () => world.system.marked.size === 1);
      ending.abort();
      return started;
    });
    world.system.unitsPerLook = 100;
    const second = await memberWorker(environment, world.key.name, world.activities());
    await second.runUntil(async () => {
      expect(await handle.result()).toMatchObject({ outcome: 'Done' });
    });
  });

  it('that never answers again is noticed, and another one takes the drain over', async () => {
    const world = newWorld();
    const activities = world.activities();
    let calls = 0;
    let letEnd: () => void = () => undefined;
    const testEnds = new Promise<void>((resolve) => (letEnd = resolve));
    const silent: MemberActivities = {
      ...activities,
      // The first attempt neither heartbeats nor returns, as on a machine that lost its power.
      drainMember: async (request) => {
        calls += 1;
        if (calls === 1) await testEnds;
        return activities.drainMember(request);
      },
    };
    const look = async (handle: OperationHandle): Promise<void> => {
      try {
        expect(await handle.result()).toMatchObject({ outcome: 'Done' });
        // The attempt that was lost and the one after it, after the second guards, and when the pod is gone.
        expect(calls).toBe(4);
      } finally {
        letEnd();
      }
    };
    await operating(world, 'TakeOffline', one, look, silent);
  });
});

describe('the client of operations', () => {
  const connect = (world: MemberWorld): TemporalConnection =>
    connectTemporal({ address: environment.address, namespace: 'default', taskQueue: world.key.name });

  it('starts, follows to the result, and names the first operation when it refuses a second', async () => {
    const world = newWorld();
    world.system.blockedBy = 'not now';
    const temporal = connect(world);
    const start = (ordinal: number): ReturnType<typeof startByClient> =>
      startByClient(world.client(), temporal, world.key, 'TakeOffline', {
        nodeType: 'store',
        ordinals: [ordinal],
      });
    const worker = await memberWorker(environment, world.key.name, world.activities());
    await worker.runUntil(async () => {
      await start(1);
      await expect(start(0)).rejects.toMatchObject({
        code: 'OperationRunning',
        message: expect.stringContaining('take store 1 offline') as string,
      });
      const states: string[] = [];
      for await (const { progress, result } of followOperation(temporal, world.key, { intervalMs: 200 })) {
        if (progress?.state === 'Blocked') world.system.blockedBy = undefined;
        states.push(result?.outcome ?? progress?.state ?? '');
      }
      expect(states).toContain('Blocked');
      expect(states.at(-1)).toBe('Done');
    });
    await temporal.close();
  });

  it('refuses at once what the live cluster does not allow, and starts nothing', async () => {
    const world = newWorld();
    const temporal = connect(world);
    const start = startByClient(world.client(), temporal, world.key, 'TakeOffline', {
      nodeType: 'store',
      ordinals: [9],
    });
    await expect(start).rejects.toMatchObject({
      code: 'OrdinalNotThere',
      problems: [{ field: 'ordinals[0]' }],
    });
    await expect(cancelOperation(temporal, world.key)).rejects.toMatchObject({ code: 'NoOperation' });
    await temporal.close();
  });

  it('cancels the operation under way, which ends with the member as it was', async () => {
    const world = newWorld();
    world.system.unitsPerLook = 0;
    const temporal = connect(world);
    await operating(world, 'TakeOffline', one, async (handle) => {
      await waitUntil('it is marked', () => world.system.marked.size === 1);
      await cancelOperation(temporal, world.key);
      expect(await handle.result()).toMatchObject({ outcome: 'Cancelled' });
      expectUntouched(world);
    });
    await temporal.close();
  });

  it('tells workers which members a running operation is about', async () => {
    const world = newWorld();
    world.system.blockedBy = 'not now';
    const running = runningOperations(environment.client);
    expect(await running.find(world.key)).toBeUndefined();
    await operating(world, 'TakeOffline', one, async (handle) => {
      await untilState(handle, 'Blocked');
      expect(await running.find(world.key)).toEqual([{ nodeType: 'store', ordinal: 1 }]);
    });
  });
});

describe('members that stay', () => {
  const waitFor = (world: MemberWorld, find: RunningOperations): Promise<AwaitReport> => {
    const activities = world.activities(undefined, find);
    const ref = { ...world.key, uid: world.cluster.metadata.uid };
    const request = { ref, shown: '', quietMs: 0 };
    const undrain = (): Promise<AwaitReport> => activities.undrainStaying(request);
    return new MockActivityEnvironment().run(undrain);
  };

  it('are rid of what is left of a drain, except those that an operation is taking offline', async () => {
    const world = newWorld();
    const [staying, leaving] = [world.pod('store', 0), world.pod('store', 1)];
    world.system.marked.add(staying).add(leaving);
    await waitFor(world, { find: () => Promise.resolve([{ nodeType: 'store', ordinal: 1 }]) });
    expect([...world.system.marked]).toEqual([leaving]);
    await waitFor(world, { find: () => Promise.resolve('any') });
    expect([...world.system.marked]).toEqual([leaving]);
    await waitFor(world, { find: () => Promise.resolve(undefined) });
    expect([...world.system.marked]).toEqual([]);
  });
});
