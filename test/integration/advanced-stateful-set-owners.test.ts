import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import type { OwnerReference } from '../../api/object-meta.js';
import { findCondition } from '../../controllers/runtime/index.js';
import {
  advancedStatefulSets,
  configMaps,
  controllerRevisions,
  pods,
  statefulSets,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { imageOf, patience, plainSpec, revisionOf, SetWorld } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let world: SetWorld;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
});
afterAll(async () => plane.stop());
beforeEach(async () => {
  world = await SetWorld.start(client);
});
afterEach(async () => world.stop());

const ownersOf = async (name: string): Promise<readonly string[]> =>
  ((await world.pods()).get(name)?.metadata.ownerReferences ?? []).map(({ uid }) => uid);

const spec = { containers: [{ name: 'app', image: 'web:1' }] };

/** A pod that somebody else made. */
const makePod = (name: string, app: string, ownerReferences: readonly OwnerReference[] = []) =>
  client.create(pods, { metadata: { ...world.ref(name), labels: { app }, ownerReferences }, spec });

/** An owner that manages what it owns. */
async function stranger(): Promise<OwnerReference> {
  const { metadata } = await client.create(configMaps, { metadata: world.ref('stranger') });
  return { apiVersion: 'v1', kind: 'ConfigMap', name: 'stranger', uid: metadata.uid, controller: true };
}

describe('whose pods are', () => {
  it('takes over pods, revisions and names that a set of the same name left behind, and restarts none', async () => {
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    const [before, [revision]] = [await world.uids(), await world.revisions()];
    await client.delete(advancedStatefulSets, world.ref('web'), { propagationPolicy: 'Orphan' });
    await world.release('web');
    const { metadata } = await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    await waitUntil('web-2 is adopted', async () => (await ownersOf('web-2'))[0] === metadata.uid, patience);
    expect(await world.uids()).toEqual(before);
    expect((await world.revisions()).map((it) => it.metadata.uid)).toEqual([revision?.metadata.uid]);
    expect((await world.revisions())[0]?.metadata.ownerReferences).toMatchObject([{ uid: metadata.uid }]);
  });

  it('takes over a pod without owner that has the name and labels of a member', async () => {
    const made = await makePod('web-1', 'web');
    const { metadata } = await world.create('web', { updateStrategy: { type: 'OnDelete' } });
    await waitUntil('it is adopted', async () => (await ownersOf('web-1')).includes(metadata.uid), patience);
    expect((await world.uids())['web-1']).toBe(made.metadata.uid);
  });

  it('lets go of a pod whose labels no longer match, and takes it back when they do', async () => {
    await world.create('web', { replicas: 1 });
    const { metadata } = await world.settle('web', [0]);
    const label = (app: string) =>
      client.mergePatch(pods, world.ref('web-0'), { metadata: { labels: { app } } });
    await label('other');
    await waitUntil('it is let go', async () => (await ownersOf('web-0')).length === 0, patience);
    await waitUntil(
      'an event tells that its name is taken',
      async () => (await world.warnings('web')).some((it) => it.startsWith('NameTaken: Pod web-0')),
      patience,
    );
    await label('web');
    await waitUntil(
      'it is taken back',
      async () => (await ownersOf('web-0')).includes(metadata.uid),
      patience,
    );
  });

  it('never takes a pod from who controls it, waits for its name with an event, and takes it then', async () => {
    const owner = await stranger();
    const made = await makePod('web-0', 'web', [owner]);
    await world.create('web', { replicas: 1 });
    await waitUntil(
      'an event tells that its name is taken',
      async () => (await world.warnings('web')).some((it) => it.startsWith('NameTaken: Pod web-0')),
      patience,
    );
    expect((await world.pods()).get('web-0')?.metadata).toMatchObject({
      uid: made.metadata.uid,
      ownerReferences: [owner],
    });
    await client.delete(pods, world.ref('web-0'));
    await world.settle('web', [0]);
  });

  it('leaves pods with its labels and other names alone', async () => {
    await makePod('helper', 'web');
    await makePod('web-x', 'web');
    await world.create('web', { replicas: 1 });
    await waitUntil(
      'the set runs',
      async () => (await world.set('web')).status?.readyReplicas === 1,
      patience,
    );
    expect([await ownersOf('helper'), await ownersOf('web-x')]).toEqual([[], []]);
  });

  it('keeps other owners of a pod that it lets go', async () => {
    await world.create('web', { replicas: 1 });
    const { metadata } = await world.settle('web', [0]);
    const witness = { ...(await stranger()), controller: false };
    const [own] = (await world.pods()).get('web-0')?.metadata.ownerReferences ?? [];
    await client.mergePatch(pods, world.ref('web-0'), {
      metadata: { ownerReferences: [own, witness], labels: { app: 'other' } },
    });
    await waitUntil('it is let go', async () => !(await ownersOf('web-0')).includes(metadata.uid), patience);
    expect(await ownersOf('web-0')).toEqual([witness.uid]);
  });
});

describe('two sets that select the same pods', () => {
  const overlapIn = async (name: string) => {
    const { status } = await world.set(name);
    const { reason, message } = findCondition(status?.conditions ?? [], 'Degraded') ?? {};
    return `${reason ?? ''}: ${message ?? ''}`;
  };

  it('are both warned, keep their own pods, and are well again when one is gone', async () => {
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    await world.create('twin', {});
    await world.settle('twin', [0, 1, 2]);
    await waitUntil(
      'both say so',
      async () =>
        (await overlapIn('web')).includes('AdvancedStatefulSet/twin') &&
        (await overlapIn('twin')).includes('AdvancedStatefulSet/web'),
      patience,
    );
    for (const name of ['web', 'twin']) {
      expect(await overlapIn(name)).toMatch(/^SelectorOverlap/);
      expect((await world.warnings(name)).filter((it) => it.startsWith('SelectorOverlap'))).toHaveLength(1);
      const { metadata } = await world.set(name);
      expect(await ownersOf(`${name}-0`)).toEqual([metadata.uid]);
    }
    await world.remove('twin');
    await waitUntil(
      'it is well again',
      async () => (await overlapIn('web')).startsWith('AsExpected'),
      patience,
    );
  });

  it('are warned of as well if one is a StatefulSet, whose pods stay its own', async () => {
    const { metadata } = await client.create(statefulSets, {
      metadata: world.ref('kubernetes'),
      spec: { ...plainSpec, replicas: 1 },
    });
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'kubernetes', uid: metadata.uid };
    await makePod('kubernetes-0', 'web', [{ ...owner, controller: true }]);
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    expect(await overlapIn('web')).toContain('StatefulSet/kubernetes');
    expect(await ownersOf('kubernetes-0')).toEqual([metadata.uid]);
  });
});

describe('the history of a set', () => {
  it('takes another name where its own is taken by other data, and counts the collision', async () => {
    await world.create('web', { replicas: 1 });
    const { status } = await world.settle('web', [0]);
    const taken = status?.updateRevision ?? '';
    await world.remove('web');
    await world.release('web');
    await client.delete(controllerRevisions, world.ref(taken));
    await client.create(controllerRevisions, {
      metadata: { ...world.ref(taken), ownerReferences: [await stranger()] },
      data: { other: true },
      revision: 1,
    });
    await client.delete(pods, world.ref('web-0'));
    await world.create('web', { replicas: 1 });
    const after = await world.settle('web', [0]);
    expect(after.status?.collisionCount).toBe(1);
    expect(after.status?.updateRevision).not.toBe(taken);
    expect(revisionOf((await world.pods()).get('web-0'))).toBe(after.status?.updateRevision);
    await world.edit('web', imageOf('web:2'));
    await world.settle('web', [0]);
  });
});
