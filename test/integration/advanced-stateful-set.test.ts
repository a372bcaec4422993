import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { findCondition } from '../../controllers/runtime/index.js';
import { pods, type KubernetesClient } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { PodHistory } from './harness/pod-history.js';
import { imageOf, patience, SetWorld, withVolume } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let world: SetWorld;
let history: PodHistory;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
});
afterAll(async () => plane.stop());
beforeEach(async () => {
  world = await SetWorld.start(client);
  history = await PodHistory.of(client, world.namespace);
});
afterEach(async () => {
  await history.stop();
  await world.stop();
});

const offline = (...podOrdinals: (number | string)[]) => ({ offlineStrategy: { podOrdinals } });

describe.each(['OrderedReady', 'Parallel'])('a set whose pods are managed %s', (podManagementPolicy) => {
  it('is scaled up and down, and keeps who stays', async () => {
    await world.create('web', { podManagementPolicy });
    await world.settle('web', [0, 1, 2]);
    const three = await world.uids();
    await world.edit('web', { replicas: 5 });
    await world.settle('web', [0, 1, 2, 3, 4]);
    expect(await world.uids()).toMatchObject(three);
    await world.edit('web', { replicas: 1 });
    await world.settle('web', [0]);
    expect(await world.uids()).toEqual({ 'web-0': three['web-0'] });
    expect(history.made).toEqual({ 'web-0': 1, 'web-1': 1, 'web-2': 1, 'web-3': 1, 'web-4': 1 });
  });

  it('takes an ordinal offline without a substitute, and back with the same name and volume', async () => {
    await world.create('web', { podManagementPolicy, replicas: 5, ...withVolume });
    await world.settle('web', [0, 1, 2, 3, 4]);
    const [before, claims] = [await world.uids(), await world.claims()];
    await world.edit('web', offline(1, 3));
    const { status } = await world.settle('web', [0, 2, 4]);
    expect(status).toMatchObject({ wanted: 3, offline: [1, 3], replicas: 3 });
    expect(before).toMatchObject(await world.uids());
    await world.edit('web', offline());
    await world.settle('web', [0, 1, 2, 3, 4]);
    const pod = (await world.pods()).get('web-1');
    expect(pod?.spec.volumes).toContainEqual(
      expect.objectContaining({ name: 'data', persistentVolumeClaim: { claimName: 'data-web-1' } }),
    );
    const uidsOf = (all: typeof claims) => Array.from(all, ([name, { metadata }]) => [name, metadata.uid]);
    expect(uidsOf(await world.claims())).toEqual(uidsOf(claims));
    expect(claims.size).toBe(5);
  });

  it('moves the offline ordinal in one edit and restarts nobody else', async () => {
    await world.create('web', { podManagementPolicy, replicas: 4, ...offline(1) });
    await world.settle('web', [0, 2, 3]);
    const before = await world.uids();
    await world.edit('web', offline(2));
    await world.settle('web', [0, 1, 3]);
    expect(await world.uids()).toMatchObject({ 'web-0': before['web-0'], 'web-3': before['web-3'] });
    expect(history.made).toEqual({ 'web-0': 1, 'web-1': 1, 'web-2': 1, 'web-3': 1 });
  });

  it('replaces a pod that failed, under its name', async () => {
    await world.create('web', { podManagementPolicy });
    await world.settle('web', [0, 1, 2]);
    const before = await world.uids();
    world.kubelet?.decree(({ metadata }) => (metadata.uid === before['web-1'] ? 'failed' : 'ready'));
    await waitUntil(
      'web-1 is another',
      async () => ![undefined, before['web-1']].includes((await world.uids())['web-1']),
      patience,
    );
    await world.settle('web', [0, 1, 2]);
    const { 'web-1': replaced, ...others } = await world.uids();
    expect(before).toMatchObject(others);
    expect(replaced).not.toBe(before['web-1']);
  });
});

describe('a set', () => {
  it.each([
    ['all of them offline', { replicas: 2, ...offline('0-1') }, [], { wanted: 0, offline: ['0-1'] }],
    [
      'those offline out of range',
      { replicas: 3, ...offline(4, 5) },
      [0, 1, 2],
      { wanted: 3, outOfRange: ['4-5'] },
    ],
    ['the first offline', { replicas: 4, ...offline(0) }, [1, 2, 3], { wanted: 3, offline: [0] }],
    [
      'a range that begins later',
      { replicas: 3, ordinals: { start: 2 }, ...offline(0, 3) },
      [2, 4],
      { wanted: 2, offline: [3], outOfRange: [0] },
    ],
  ])('runs what is left with %s', async (_what, spec, ordinals, status) => {
    await world.create('web', spec);
    expect((await world.settle('web', ordinals)).status).toMatchObject(status);
  });

  it('starts its pods one after the other in order, and ends them in the opposite one', async () => {
    await world.create('web', { replicas: 4, ...offline(1) });
    await world.settle('web', [0, 2, 3]);
    await world.edit('web', { replicas: 0 });
    await world.settle('web', []);
    await waitUntil('all is told', () => history.told.length === 6, patience);
    expect(history.told).toEqual([
      ...['made web-0', 'made web-2', 'made web-3'],
      ...['gone web-3', 'gone web-2', 'gone web-0'],
    ]);
  });

  it('does not wait for an offline ordinal, and takes it down while another pod is not ready', async () => {
    await world.create('web', { replicas: 3 });
    await world.settle('web', [0, 1, 2]);
    world.kubelet?.decree(({ metadata }) => (metadata.name === 'web-0' ? 'unready' : 'ready'));
    await waitUntil(
      'web-0 counts for unready',
      async () => (await world.set('web')).status?.readyReplicas === 2,
      patience,
    );
    await world.edit('web', { ...offline(1), replicas: 4 });
    await waitUntil('web-1 is gone', async () => !(await world.pods()).has('web-1'), patience);
    expect((await world.pods()).has('web-3')).toBe(false);
    const { status } = await world.set('web');
    expect(findCondition(status?.conditions ?? [], 'Available')).toMatchObject({ status: 'False' });
    world.kubelet?.decree(() => 'ready');
    await world.settle('web', [0, 2, 3]);
  });

  it('starts all its pods at once in Parallel, though none is ready', async () => {
    world.kubelet?.decree(() => 'unscheduled');
    await world.create('web', { replicas: 6, podManagementPolicy: 'Parallel' });
    await waitUntil('all are made', async () => (await world.pods()).size === 6, patience);
    expect(history.made).toMatchObject({ 'web-0': 1, 'web-5': 1 });
  });

  it('waits until a pod has been ready for minReadySeconds before it goes on', async () => {
    await world.create('web', { replicas: 2, minReadySeconds: 2 });
    await world.settle('web', [0, 1]);
    const [first, second] = ['web-0', 'web-1'].map((name) => client.get(pods, world.ref(name)));
    const readyAt = (await first)?.status?.conditions?.find(({ type }) => type === 'Ready');
    const madeAt = (await second)?.metadata.creationTimestamp ?? '';
    expect(Date.parse(madeAt) - Date.parse(readyAt?.lastTransitionTime ?? '')).toBeGreaterThanOrEqual(2_000);
  });

  it('changes nothing while it is paused, and says so', async () => {
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    const before = await world.uids();
    await world.edit('web', { paused: true, replicas: 1, ...imageOf('web:2') });
    await waitUntil(
      'the status tells of the pause',
      async () => {
        const { status, metadata } = await world.set('web');
        const paused = findCondition(status?.conditions ?? [], 'Paused');
        return paused?.status === 'True' && status?.observedGeneration === metadata.generation;
      },
      patience,
    );
    await client.delete(pods, world.ref('web-2'));
    await waitUntil(
      'the status tells of two pods',
      async () => (await world.set('web')).status?.replicas === 2,
      patience,
    );
    expect(await world.uids()).toEqual({ 'web-0': before['web-0'], 'web-1': before['web-1'] });
    await world.edit('web', { paused: false });
    await world.settle('web', [0]);
  });

  it('has pods with the name, labels, host name and owner that apps/v1 gives them', async () => {
    const { metadata } = await world.create('web', { replicas: 1 });
    await world.settle('web', [0]);
    expect((await world.pods()).get('web-0')).toMatchObject({
      metadata: {
        labels: {
          app: 'web',
          'apps.kubernetes.io/pod-index': '0',
          'statefulset.kubernetes.io/pod-name': 'web-0',
        },
        ownerReferences: [
          {
            apiVersion: 'statewright.io/v1alpha1',
            kind: 'AdvancedStatefulSet',
            name: 'web',
            uid: metadata.uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: { hostname: 'web-0', subdomain: 'web' },
    });
  });

  it('gives ordinals the addresses that its annotation names', async () => {
    await world.create('web', { replicas: 2 }, { 'statewright.io/ordinal-ips': '1=10.1.0.12' });
    await world.settle('web', [0, 1]);
    const made = await world.pods();
    const addressOf = (name: string) => made.get(name)?.metadata.annotations?.['statewright.io/ip'];
    expect([addressOf('web-0'), addressOf('web-1')]).toEqual([undefined, '10.1.0.12']);
  });

  it('tells in events what it could not do, and goes on when it can', async () => {
    const spec = { replicas: 1, template: { metadata: { labels: { app: 'web' } }, spec: broken } };
    await world.create('web', spec);
    await waitUntil(
      'an event tells of the refusal',
      async () =>
        (await world.warnings('web')).some((it) => it.startsWith('FailedCreate: Failed to make pod')),
      patience,
    );
    await world.edit('web', { template: { spec: { priorityClassName: null } } });
    await world.settle('web', [0]);
  });
});

/** Its schema is right, and the API server does not take the pod: there is no such class. */
const broken = { containers: [{ name: 'app', image: 'web:1' }], priorityClassName: 'missing' };
