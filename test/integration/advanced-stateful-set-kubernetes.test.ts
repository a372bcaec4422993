import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { setKinds } from '../../controllers/advanced-stateful-set/set-kind.js';
import { statefulSets, type ControllerRevision, type KubernetesClient } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { ControllerManager } from './harness/controller-manager.js';
import type { Fields } from './harness/fields-of.js';
import { installCrd } from './harness/install-crd.js';
import { maximalStatefulSetSpec } from './harness/maximal-stateful-set.js';
import { imageOf, patience, plainSpec, SetWorld } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let world: SetWorld | undefined;

beforeAll(async () => {
  // With features that are off, apps/v1 would keep less than it describes.
  plane = await ControlPlane.start({
    apiServerFlags: ['--feature-gates=AllAlpha=true,AllBeta=true', '--runtime-config=api/all=true'],
  });
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
});
afterAll(async () => plane.stop());
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** A revision: its data as the API server keeps it, byte for byte, and what else two of the same template share. */
async function written(world: SetWorld, revision: ControllerRevision | undefined) {
  const { name = '', labels, annotations } = revision?.metadata ?? {};
  const path = `/apis/apps/v1/namespaces/${world.namespace}/controllerrevisions/${name}`;
  const [, data] = /"data":(.*),"revision":\d+\}\n?$/.exec(await client.getRaw(path)) ?? [];
  return { name, data, labels, annotations };
}

const quantities = [
  ...[
    '0.5',
    0.5,
    2,
    '1000m',
    '1500m',
    '1024Mi',
    '1536Mi',
    '1.5Gi',
    '0.5Ki',
    '512Ki',
    '1Ki',
    '1.5Ki',
    '1000Ki',
  ],
  ...['1000', '1e3', '1e9', '1E2', '12e-1', '0', '0Gi', '00.10', '.5', '5.', '+1', '1000000G', '2000E'],
  ...['1000000n', '1200u', '0.001', '1023.5Ki', '1024', '0.3Mi', '3e-3', '1E3', '1Ei', '1.500', '007', '8Ei'],
  ...[
    '01Gi',
    '08Gi',
    '1.5001',
    '1234567890123456789',
    '10E2',
    '0.0001',
    '1.23456789Gi',
    '999999Mi',
    '123456Gi',
  ],
];

/** Text that Go escapes, and keys that JavaScript would put in another order. */
const escaped: Fields = {
  ...plainSpec,
  replicas: 0,
  template: {
    metadata: { labels: { app: 'web' }, annotations: { '9': 'nine', '10': 'ten', B: '\u2028', a: '<&>é' } },
    spec: {
      containers: [{ name: 'app', image: 'web:1', command: ['sh', '-c', 'a < b && c > d 2>&1'] }],
      nodeSelector: { '2': 'two', '10': 'ten' },
    },
  },
};

/** What apps/v1 fills in by code, and amounts that it writes in its own way. */
const sparse: Fields = {
  ...plainSpec,
  replicas: 0,
  template: {
    metadata: { labels: { app: 'web' } },
    spec: {
      serviceAccountName: 'web',
      initContainers: [{ name: 'init', image: 'init@sha256:abc' }],
      containers: quantities.map((quantity, index) => ({
        name: `c${index}`,
        image: index % 2 === 0 ? 'registry.example:5000/web' : 'web:1',
        resources: { requests: { cpu: quantity } },
      })),
      volumes: [{ name: 'scratch' }, { name: 'shm', emptyDir: { sizeLimit: '1200u' } }],
    },
  },
};

describe("beside Kubernetes' own controller", () => {
  it.each([
    ['a plain set', { ...plainSpec, replicas: 0 }],
    ['one that uses every field', maximalStatefulSetSpec],
    ['one with text that is escaped', escaped],
    ['one that leaves much to Kubernetes', sparse],
  ])('the revision of %s has the same name and the same bytes', async (_what, spec: Fields) => {
    world = await SetWorld.start(client);
    const theirs = await SetWorld.make(client, { kind: 'apps/v1' });
    const manager = await ControllerManager.start(plane, ['statefulset-controller']);
    try {
      await theirs.create('web', spec, { note: 'of the set' });
      await waitUntil('theirs is there', async () => (await theirs.revisions()).length === 1, patience);
    } finally {
      await manager.stop();
      await theirs.stop();
    }
    await world.create('web', spec, { note: 'of the set' });
    await waitUntil('ours is there', async () => (await world?.revisions())?.length === 1, patience);
    const [[expected], [made]] = [await theirs.revisions(), await world.revisions()];
    const ours = await written(world, made);
    expect(ours).toEqual(await written(theirs, expected));
    expect(ours.data).toMatch(/^\{"spec":\{"template":\{"\$patch":"replace",/);
  });

  it('the bytes of a revision stay what they are when it becomes the newest again', async () => {
    world = await SetWorld.start(client);
    await world.create('web', { ...escaped, replicas: 1 });
    const { status } = await world.settle('web', [0]);
    const revisions = async () => new Map((await world?.revisions())?.map((it) => [it.metadata.name, it]));
    const first = (await revisions()).get(status?.updateRevision ?? '');
    const before = await written(world, first);
    await world.edit('web', { template: { spec: { terminationGracePeriodSeconds: 3 } } });
    await world.settle('web', [0]);
    await world.edit('web', { template: { spec: { terminationGracePeriodSeconds: 30 } } });
    await world.settle('web', [0]);
    const after = (await revisions()).get(status?.updateRevision ?? '');
    expect(after?.revision).toBe(3);
    expect(await written(world, after)).toEqual(before);
  });
});

describe('a controller that serves apps/v1', () => {
  it('runs a StatefulSet as its own controller would: pods, order, updates, history and status', async () => {
    world = await SetWorld.start(client, { kinds: ['apps/v1'] });
    const { metadata } = await world.create('web', {});
    const { status } = await world.settle('web', [0, 1, 2]);
    const before = await world.uids();
    expect((await world.pods()).get('web-2')?.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'apps/v1', kind: 'StatefulSet', uid: metadata.uid },
    ]);
    const kept = await client.get(statefulSets, world.ref('web'));
    expect(Object.keys(kept?.status ?? {}).toSorted()).toEqual([
      'availableReplicas',
      'collisionCount',
      'currentReplicas',
      'currentRevision',
      'observedGeneration',
      'readyReplicas',
      'replicas',
      'updateRevision',
      'updatedReplicas',
    ]);
    await world.edit('web', { ...imageOf('web:2'), replicas: 2 });
    const after = await world.settle('web', [0, 1]);
    expect(Object.values(before)).not.toContain((await world.uids())['web-0']);
    expect(after.status?.updateRevision).not.toBe(status?.updateRevision);
    await world.edit('web', imageOf('web:1'));
    expect((await world.settle('web', [0, 1])).status?.updateRevision).toBe(status?.updateRevision);
    expect(await world.warnings('web')).toEqual([]);
  });

  it('serves our kind beside it, each with its own pods', async () => {
    world = await SetWorld.start(client, { kinds: ['apps/v1', 'statewright.io'] });
    const db = {
      ...plainSpec,
      replicas: 1,
      selector: { matchLabels: { app: 'db' } },
      template: {
        metadata: { labels: { app: 'db' } },
        spec: { containers: [{ name: 'app', image: 'db:1' }] },
      },
    };
    await world.create('web', {});
    await client.create(setKinds['statewright.io'].resource, { metadata: world.ref('db'), spec: db });
    await world.settle('web', [0, 1, 2]);
    await waitUntil('db-0 is there', async () => (await world?.pods())?.has('db-0') === true, patience);
    expect(await world.warnings('web')).toEqual([]);
  });
});
