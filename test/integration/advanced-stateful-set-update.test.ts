import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { pods, type KubernetesClient, type Pod } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { PodHistory } from './harness/pod-history.js';
import { imageOf, patience, revisionOf, SetWorld } from './harness/set-world.js';
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

const rolling = (rollingUpdate: Readonly<Record<string, unknown>>) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate },
});

const templateOf = (container: Readonly<Record<string, unknown>>) => ({
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'app', image: 'web:1', ...container }] },
  },
});

const imageIn = (pod: Pod | undefined): string | undefined => pod?.spec.containers[0]?.image;

const imagesOf = async (): Promise<Readonly<Record<string, string | undefined>>> =>
  Object.fromEntries(Array.from(await world.pods(), ([name, pod]) => [name, imageIn(pod)]));

describe('a rolling update', () => {
  it('replaces pods from the highest ordinal down, one at a time', async () => {
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    await waitUntil('the first pods are told', () => history.told.length === 3, patience);
    history.count();
    await world.edit('web', imageOf('web:2'));
    await world.settle('web', [0, 1, 2]);
    await waitUntil('the update is told', () => history.told.length === 9, patience);
    expect(history.told.slice(3)).toEqual([
      ...['gone web-2', 'made web-2'],
      ...['gone web-1', 'made web-1'],
      ...['gone web-0', 'made web-0'],
    ]);
    expect(history.fewestServing).toBe(2);
  });

  it.each(['OrderedReady', 'Parallel'])(
    'takes away as many pods at once as maxUnavailable allows and no more, %s',
    async (podManagementPolicy) => {
      await world.create('web', { replicas: 8, podManagementPolicy, ...rolling({ maxUnavailable: '50%' }) });
      await world.settle('web', [0, 1, 2, 3, 4, 5, 6, 7]);
      await waitUntil('the first pods are told', () => history.told.length === 8, patience);
      history.count();
      await world.edit('web', imageOf('web:2'));
      await world.settle('web', [0, 1, 2, 3, 4, 5, 6, 7]);
      expect(history.fewestServing).toBe(4);
      expect(Object.values(history.made)).toEqual(Array.from({ length: 8 }, () => 2));
    },
  );

  it('leaves the ordinals below the partition as they are, and makes them anew from their own revision', async () => {
    await world.create('web', rolling({ partition: 2 }));
    await world.settle('web', [0, 1, 2]);
    const before = await world.uids();
    await world.edit('web', imageOf('web:2'));
    const isUpdated = async (name: string) => (await imagesOf())[name] === 'web:2';
    await waitUntil('web-2 is updated', () => isUpdated('web-2'), patience);
    await waitUntil(
      'all are ready',
      async () => (await world.set('web')).status?.readyReplicas === 3,
      patience,
    );
    const { 'web-0': zero, 'web-1': one } = await world.uids();
    expect([zero, one]).toEqual([before['web-0'], before['web-1']]);

    await client.delete(pods, world.ref('web-1'));
    await waitUntil(
      'web-1 is there again',
      async () => ![undefined, one].includes((await world.uids())['web-1']),
      patience,
    );
    expect(await imagesOf()).toEqual({ 'web-0': 'web:1', 'web-1': 'web:1', 'web-2': 'web:2' });
    const { status } = await world.set('web');
    expect(status?.currentRevision).not.toBe(status?.updateRevision);

    await world.edit('web', rolling({ partition: 0 }));
    await world.settle('web', [0, 1, 2]);
    expect(await imagesOf()).toEqual({ 'web-0': 'web:2', 'web-1': 'web:2', 'web-2': 'web:2' });
  });

  it('goes back to the old revision when the template does, under its old name', async () => {
    await world.create('web', {});
    const first = (await world.settle('web', [0, 1, 2])).status?.updateRevision;
    await world.edit('web', imageOf('web:2'));
    const second = (await world.settle('web', [0, 1, 2])).status?.updateRevision;
    await world.edit('web', imageOf('web:1'));
    const third = (await world.settle('web', [0, 1, 2])).status?.updateRevision;
    expect(second).not.toBe(first);
    expect(third).toBe(first);
    expect((await world.revisions()).map(({ metadata, revision }) => [metadata.name, revision])).toEqual([
      [second, 2],
      [first, 3],
    ]);
  });

  it('keeps no more old revisions than it is told to', async () => {
    await world.create('web', { replicas: 1, revisionHistoryLimit: 1 });
    for (const image of ['web:1', 'web:2', 'web:3', 'web:4']) {
      await world.edit('web', imageOf(image));
      await world.settle('web', [0]);
    }
    await waitUntil('two are left', async () => (await world.revisions()).length === 2, patience);
    expect((await world.revisions()).map(({ revision }) => revision)).toEqual([3, 4]);
  });

  it('replaces a faulty first revision without anybody deleting pods by hand', async () => {
    world.kubelet?.decree((pod) => (imageIn(pod) === 'web:broken' ? 'crashing' : 'ready'));
    await world.create('web', templateOf({ image: 'web:broken' }));
    await waitUntil('web-0 is there', async () => (await world.pods()).has('web-0'), patience);
    await world.edit('web', imageOf('web:1'));
    await world.settle('web', [0, 1, 2]);
  });
});

describe('an update on delete', () => {
  it('waits for somebody to delete each pod', async () => {
    await world.create('web', { updateStrategy: { type: 'OnDelete' } });
    await waitUntil(
      'all are ready',
      async () => (await world.set('web')).status?.availableReplicas === 3,
      patience,
    );
    const before = await world.uids();
    const { metadata } = await world.edit('web', imageOf('web:2'));
    await waitUntil(
      'the new revision is known',
      async () => (await world.set('web')).status?.observedGeneration === metadata.generation,
      patience,
    );
    expect(await world.uids()).toEqual(before);
    await client.delete(pods, world.ref('web-1'));
    await waitUntil('web-1 is of the new one', async () => (await imagesOf())['web-1'] === 'web:2', patience);
    expect(await imagesOf()).toEqual({ 'web-0': 'web:1', 'web-1': 'web:2', 'web-2': 'web:1' });
  });
});

describe('an update in place', () => {
  const inPlace = rolling({ podUpdatePolicy: 'InPlaceIfPossible' });
  const resources = (cpu: string) => ({ resources: { requests: { cpu, memory: '64Mi' } } });

  it('changes the image and keeps the pods, one at a time', async () => {
    await world.create('web', inPlace);
    await world.settle('web', [0, 1, 2]);
    const before = await world.uids();
    await world.edit('web', imageOf('web:2'));
    const { status } = await world.settle('web', [0, 1, 2]);
    expect(await world.uids()).toEqual(before);
    expect(await imagesOf()).toEqual({ 'web-0': 'web:2', 'web-1': 'web:2', 'web-2': 'web:2' });
    const revisions = [...(await world.pods()).values()].map(revisionOf);
    expect(new Set(revisions)).toEqual(new Set([status?.updateRevision]));
  });

  it('waits until the new image runs before it goes on to the next pod', async () => {
    world.kubelet?.decree((pod) => (imageIn(pod) === 'web:2' ? 'unreported' : 'ready'));
    await world.create('web', inPlace);
    await world.settle('web', [0, 1, 2]);
    await world.edit('web', imageOf('web:2'));
    await waitUntil('web-2 has the new image', async () => (await imagesOf())['web-2'] === 'web:2', patience);
    await waitUntil(
      'the status tells of it',
      async () => (await world.set('web')).status?.updatedReplicas === 1,
      patience,
    );
    expect(await imagesOf()).toMatchObject({ 'web-0': 'web:1', 'web-1': 'web:1' });
    world.kubelet?.decree(() => 'ready');
    await world.settle('web', [0, 1, 2]);
  });

  it('changes resources by the subresource for it, and keeps the pods', async () => {
    await world.create('web', { ...inPlace, ...templateOf(resources('100m')) });
    await world.settle('web', [0, 1, 2]);
    const before = await world.uids();
    await world.edit('web', templateOf(resources('200m')));
    await world.settle('web', [0, 1, 2]);
    expect(await world.warnings('web')).toEqual([]);
    expect(await world.uids()).toEqual(before);
    expect((await world.pods()).get('web-0')?.spec.containers[0]?.resources?.requests).toEqual({
      cpu: '200m',
      memory: '64Mi',
    });
  });

  it('replaces the pod where the API server refuses to change it', async () => {
    await world.create('web', { ...inPlace, ...templateOf(resources('100m')), replicas: 2 });
    await world.settle('web', [0, 1]);
    const before = await world.uids();
    // Without requests the pods would be of another quality of service, which cannot change.
    await world.edit('web', imageOf('web:1'));
    await world.settle('web', [0, 1]);
    const after = await world.uids();
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(Object.values(after).some((uid) => Object.values(before).includes(uid))).toBe(false);
    expect((await world.warnings('web')).some((it) => it.startsWith('InPlaceRefused: Pod web-1'))).toBe(true);
  });

  it('replaces the pods for any other change', async () => {
    await world.create('web', { ...inPlace, replicas: 1 });
    await world.settle('web', [0]);
    const before = await world.uids();
    await world.edit('web', { template: { spec: { terminationGracePeriodSeconds: 5 } } });
    await world.settle('web', [0]);
    expect(await world.uids()).not.toEqual(before);
  });
});
