import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import {
  configMaps,
  persistentVolumeClaims,
  storageClasses,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { ControllerManager } from './harness/controller-manager.js';
import { installCrd } from './harness/install-crd.js';
import { patience, SetWorld, withVolume } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let manager: ControllerManager;
let world: SetWorld;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
  const provisioner = 'example.com/none';
  await client.create(storageClasses, {
    metadata: { name: 'growing' },
    provisioner,
    allowVolumeExpansion: true,
  });
  await client.create(storageClasses, { metadata: { name: 'fixed' }, provisioner });
  // Kubernetes' own collector ends what its owners leave behind, and lets claims go that no pod uses.
  manager = await ControllerManager.start(plane, [
    'garbage-collector-controller',
    'persistentvolumeclaim-protection-controller',
  ]);
});
afterAll(async () => {
  await manager.stop();
  await plane.stop();
});
beforeEach(async () => {
  world = await SetWorld.start(client);
});
afterEach(async () => world.stop());

const offline = (podOrdinals: readonly number[], volumes = 'Retain') => ({
  offlineStrategy: { podOrdinals, volumes },
});

const retention = (whenScaled: string, whenDeleted = 'Retain') => ({
  persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted },
});

const volumeOf = (storage: string, storageClassName = 'growing') => ({
  volumeClaimTemplates: [
    {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage } } },
    },
  ],
});

const claimNames = async (): Promise<readonly string[]> => [...(await world.claims()).keys()].toSorted();

const claimsAre = (...ordinals: readonly number[]): Promise<void> => {
  const wanted = ordinals.map((ordinal) => `data-web-${ordinal}`).join();
  return waitUntil(`the claims are ${wanted}`, async () => (await claimNames()).join() === wanted, patience);
};

/** What binding the claims to volumes would do. */
async function bind(): Promise<void> {
  for (const name of await claimNames()) {
    const status = { phase: 'Bound', capacity: { storage: '1Gi' } };
    const options = { subresource: 'status' };
    await client.mergePatch(persistentVolumeClaims, world.ref(name), { status }, options);
  }
}

const sizes = async (): Promise<readonly (string | undefined)[]> =>
  Array.from((await world.claims()).values(), ({ spec }) => spec.resources?.requests?.storage);

describe('claims of a set', () => {
  it('stay when their ordinal goes offline, though whenScaled says Delete', async () => {
    await world.create('web', { ...withVolume, ...retention('Delete') });
    await world.settle('web', [0, 1, 2]);
    await world.edit('web', offline([1]));
    await world.settle('web', [0, 2]);
    await waitUntil(
      'the claim is marked',
      async () => {
        const claim = (await world.claims()).get('data-web-1');
        return claim?.metadata.annotations?.['statewright.io/offline-ordinal'] === 'true';
      },
      patience,
    );
    const claim = (await world.claims()).get('data-web-1');
    expect(claim?.metadata.ownerReferences).toBeUndefined();
    expect(claim?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('go by whenScaled once the range is taken below their offline ordinal', async () => {
    await world.create('web', { ...withVolume, ...retention('Delete') });
    await world.settle('web', [0, 1, 2]);
    await world.edit('web', offline([2]));
    await world.settle('web', [0, 1]);
    await claimsAre(0, 1, 2);
    await world.edit('web', { replicas: 2 });
    await claimsAre(0, 1);
  });

  it('go with their offline ordinal where its volumes are to be deleted, and others stay', async () => {
    await world.create('web', { ...withVolume, replicas: 4 });
    await world.settle('web', [0, 1, 2, 3]);
    await world.edit('web', offline([1, 2], 'Delete'));
    await world.settle('web', [0, 3]);
    await claimsAre(0, 3);
    const before = (await world.claims()).get('data-web-0')?.metadata.uid;
    await world.edit('web', offline([2], 'Delete'));
    await world.settle('web', [0, 1, 3]);
    await claimsAre(0, 1, 3);
    expect((await world.claims()).get('data-web-0')?.metadata.uid).toBe(before);
  });

  it('outlive their pod as long as it takes to end, where its volumes are to be deleted', async () => {
    await world.create('web', { ...withVolume, replicas: 2 });
    await world.settle('web', [0, 1]);
    world.kubelet?.decree(({ metadata }) => (metadata.name === 'web-1' ? 'lingering' : 'ready'));
    await world.edit('web', offline([1], 'Delete'));
    await waitUntil(
      'web-1 is ending',
      async () => (await world.pods()).get('web-1')?.metadata.deletionTimestamp !== undefined,
      patience,
    );
    await waitUntil(
      'the status tells of it',
      async () => (await world.set('web')).status?.wanted === 1,
      patience,
    );
    expect((await world.claims()).get('data-web-1')?.metadata.deletionTimestamp).toBeUndefined();
    world.kubelet?.decree(() => 'ready');
    await claimsAre(0);
  });

  it('go or stay as whenScaled says when the set is scaled down', async () => {
    await world.create('web', { ...withVolume, ...retention('Delete') });
    await world.settle('web', [0, 1, 2]);
    await world.edit('web', { replicas: 2 });
    await world.settle('web', [0, 1]);
    await claimsAre(0, 1);
    await world.edit('web', retention('Retain'));
    await world.edit('web', { replicas: 1 });
    await world.settle('web', [0]);
    expect(await claimNames()).toEqual(['data-web-0', 'data-web-1']);
  });

  it('go with the set where whenDeleted says so, and then only', async () => {
    const { metadata } = await world.create('web', { ...withVolume, ...retention('Retain', 'Delete') });
    await world.create('db', { ...withVolume, selector: { matchLabels: { app: 'db' } }, ...dbTemplate });
    await world.settle('web', [0, 1, 2]);
    await world.settle('db', [0, 1, 2]);
    const owners = (await world.claims()).get('data-web-0')?.metadata.ownerReferences;
    expect(owners).toMatchObject([{ kind: 'AdvancedStatefulSet', uid: metadata.uid }]);
    await world.remove('web');
    await world.remove('db');
    await waitUntil('the pods are gone', async () => (await world.pods()).size === 0, patience);
    await waitUntil('the claims are gone', async () => (await world.claims()).size === 3, patience);
    expect(await claimNames()).toEqual(['data-db-0', 'data-db-1', 'data-db-2']);
  });

  it('keep owners that others have put on them', async () => {
    await world.create('web', { ...withVolume, replicas: 1 });
    await world.settle('web', [0]);
    const { metadata } = await client.create(configMaps, { metadata: world.ref('foreign') });
    const foreign = { apiVersion: 'v1', kind: 'ConfigMap', name: 'foreign', uid: metadata.uid };
    const patch = { metadata: { ownerReferences: [foreign] } };
    await client.mergePatch(persistentVolumeClaims, world.ref('data-web-0'), patch);
    const ownersAre = (...uids: readonly string[]) =>
      waitUntil(
        `owners are ${uids.join()}`,
        async () => {
          const owners = (await world.claims()).get('data-web-0')?.metadata.ownerReferences ?? [];
          return owners.map(({ uid }) => uid).join() === uids.join();
        },
        patience,
      );
    await world.edit('web', retention('Retain', 'Delete'));
    await ownersAre(metadata.uid, (await world.set('web')).metadata.uid);
    await world.edit('web', retention('Retain', 'Retain'));
    await ownersAre(metadata.uid);
  });

  it('hold their pod up while they are being deleted, with an event, and are made anew then', async () => {
    await world.create('web', { ...withVolume, replicas: 2 });
    await world.settle('web', [0, 1]);
    const before = (await world.claims()).get('data-web-1')?.metadata.uid;
    const held = { metadata: { finalizers: ['example.com/held'] } };
    await client.mergePatch(persistentVolumeClaims, world.ref('data-web-1'), held);
    await client.delete(persistentVolumeClaims, world.ref('data-web-1'));
    await world.edit('web', offline([1]));
    await world.settle('web', [0]);
    await world.edit('web', offline([]));
    await waitUntil(
      'an event tells what is waited for',
      async () => (await world.warnings('web')).some((it) => it.startsWith('ClaimTerminating: Pod web-1')),
      patience,
    );
    expect((await world.pods()).has('web-1')).toBe(false);
    await client.mergePatch(persistentVolumeClaims, world.ref('data-web-1'), {
      metadata: { finalizers: null },
    });
    await world.settle('web', [0, 1]);
    expect((await world.claims()).get('data-web-1')?.metadata.uid).not.toBe(before);
  });

  it('grow when their template does, once they are bound', async () => {
    await world.create('web', volumeOf('1Gi'));
    await world.settle('web', [0, 1, 2]);
    await world.edit('web', volumeOf('2Gi'));
    await world.settle('web', [0, 1, 2]);
    expect(await sizes()).toEqual(['1Gi', '1Gi', '1Gi']);
    await bind();
    await waitUntil('all have grown', async () => (await sizes()).every((it) => it === '2Gi'), patience);
    expect(await world.warnings('web')).toEqual([]);
  });

  it('stay as they are, with an event, where their class does not let them grow', async () => {
    await world.create('web', { ...volumeOf('1Gi', 'fixed'), replicas: 1 });
    await world.settle('web', [0]);
    await bind();
    await world.edit('web', volumeOf('2Gi', 'fixed'));
    await waitUntil(
      'an event says so',
      async () => (await world.warnings('web')).some((it) => it.startsWith('ClaimNotExpandable')),
      patience,
    );
    expect(await sizes()).toEqual(['1Gi']);
    await client.mergePatch(storageClasses, { name: 'fixed' }, { allowVolumeExpansion: true });
    await waitUntil('it has grown', async () => (await sizes()).join() === '2Gi', patience);
  });

  it('that are missing under a pod that waits for a machine are made', async () => {
    world.kubelet?.decree(() => 'unscheduled');
    await world.create('web', { ...withVolume, replicas: 1 });
    await waitUntil('web-0 is there', async () => (await world.pods()).has('web-0'), patience);
    const held = { metadata: { finalizers: null } };
    await client.mergePatch(persistentVolumeClaims, world.ref('data-web-0'), held);
    const uid = (await world.claims()).get('data-web-0')?.metadata.uid;
    await client.delete(persistentVolumeClaims, world.ref('data-web-0'));
    await waitUntil(
      'the claim is another',
      async () => ![undefined, uid].includes((await world.claims()).get('data-web-0')?.metadata.uid),
      patience,
    );
  });
});

const dbTemplate = {
  template: {
    metadata: { labels: { app: 'db' } },
    spec: { containers: [{ name: 'app', image: 'db:1' }] },
  },
};
