import { z } from 'zod';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { StatewrightError } from '../../api/errors/index.js';
import { objectMetaSchema } from '../../api/object-meta.js';
import { adoptables, type AdoptableKind } from '../../client/adoption/adoptable.js';
import { adoptSet } from '../../client/adoption/adopt.js';
import { connect } from '../../client/index.js';
import { runCli } from '../../client/cli/program.js';
import { configMaps, pods, type KubernetesClient, type Resource } from '../../kubernetes/index.js';
import { ControlPlane } from './harness/control-plane.js';
import { ControllerManager } from './harness/controller-manager.js';
import { faultyClient } from './harness/faulty-client.js';
import type { Fields } from './harness/fields-of.js';
import { installCrd } from './harness/install-crd.js';
import { PodHistory } from './harness/pod-history.js';
import { SetController } from './harness/set-controller.js';
import { imageOf, patience, plainSpec, revisionOf, SetWorld, withVolume } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let manager: ControllerManager;
let world: SetWorld;
let history: PodHistory;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
  manager = await ControllerManager.start(plane, ['statefulset-controller', 'garbage-collector-controller']);
});
afterAll(async () => {
  await manager.stop();
  await plane.stop();
});
beforeEach(async () => {
  world = await SetWorld.start(client);
  history = await PodHistory.of(client, world.namespace);
});
afterEach(async () => {
  await history.stop();
  await world.stop();
});

const everything: Fields = {
  ...plainSpec,
  ...withVolume,
  replicas: 2,
  persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
};

const scalers: Resource = {
  ...adoptables.StatefulSet,
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  schema: z.looseObject({ metadata: objectMetaSchema }),
};

const create = (kind: AdoptableKind, spec: Fields, metadata: Fields = {}) =>
  client.create(adoptables[kind], { metadata: { ...world.ref('web'), ...metadata }, spec });

const get = (kind: AdoptableKind) => client.get(adoptables[kind], world.ref('web'));

const adopt = (from: AdoptableKind, by: KubernetesClient = client) =>
  adoptSet(by, world.ref('web'), { from, timeoutMs: 90_000 });

/** Waits until the set's own controller has all its pods ready, and nothing more to do. */
const isReady = (kind: AdoptableKind, count: number) =>
  waitUntil(
    `${kind} has ${count} pods`,
    async () => {
      const { metadata, status } = (await get(kind)) ?? {};
      const { observedGeneration, currentRevision, updateRevision } = status ?? {};
      return (
        status?.readyReplicas === count &&
        observedGeneration === metadata?.generation &&
        currentRevision === updateRevision
      );
    },
    patience,
  );

/** UIDs of all that the set is made of: none of it may be made anew. */
async function made(): Promise<unknown> {
  const uidsOf = (all: Iterable<{ readonly metadata: { readonly name: string; readonly uid: string } }>) =>
    Object.fromEntries(Array.from(all, ({ metadata }) => [metadata.name, metadata.uid]));
  return {
    pods: await world.uids(),
    claims: uidsOf((await world.claims()).values()),
    revisions: uidsOf(await world.revisions()),
  };
}

/** Kinds of the owners of pods, claims and revisions. */
async function owners(): Promise<ReadonlySet<string>> {
  const all = [
    ...(await world.pods()).values(),
    ...(await world.claims()).values(),
    ...(await world.revisions()),
  ];
  return new Set(all.map(({ metadata }) => (metadata.ownerReferences ?? []).map(({ kind }) => kind).join()));
}

const areAllOf = (kind: AdoptableKind) =>
  waitUntil(`all is of the ${kind}`, async () => [...(await owners())].join() === kind, patience);

describe('a set that takes over from a set of the other kind', () => {
  it('keeps pods, claims and revisions, there and back, and goes on as if nothing had been', async () => {
    await create('StatefulSet', everything);
    await isReady('StatefulSet', 2);
    const before = await made();

    expect(await adopt('StatefulSet')).toMatchObject({
      already: false,
      to: 'AdvancedStatefulSet',
      warnings: [],
    });
    await isReady('AdvancedStatefulSet', 2);
    await areAllOf('AdvancedStatefulSet');
    expect(await made()).toEqual(before);
    expect(await get('StatefulSet')).toBeUndefined();
    const taken = await get('AdvancedStatefulSet');
    expect(taken?.spec.paused).toBeUndefined();
    expect(taken?.metadata.annotations).toBeUndefined();
    expect(await adopt('StatefulSet')).toMatchObject({ already: true });

    expect(await adopt('AdvancedStatefulSet')).toMatchObject({ already: false, to: 'StatefulSet' });
    await isReady('StatefulSet', 2);
    await areAllOf('StatefulSet');
    expect(await made()).toEqual(before);
    expect(await get('AdvancedStatefulSet')).toBeUndefined();

    await world.client.mergePatch(adoptables.StatefulSet, world.ref('web'), { spec: { replicas: 3 } });
    await isReady('StatefulSet', 3);
    expect(history.made).toEqual({ 'web-0': 1, 'web-1': 1, 'web-2': 1 });
  });

  it('goes back from a manifest that was never a StatefulSet, quantities and defaults left to Kubernetes', async () => {
    const container = { name: 'app', image: 'web', resources: { requests: { cpu: 0.5, memory: '1024Mi' } } };
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [container], serviceAccountName: 'web' },
    };
    await create('AdvancedStatefulSet', { ...plainSpec, replicas: 2, template });
    await isReady('AdvancedStatefulSet', 2);
    const before = await made();
    await adopt('AdvancedStatefulSet');
    await isReady('StatefulSet', 2);
    await areAllOf('StatefulSet');
    expect(await made()).toEqual(before);
    expect(history.made).toEqual({ 'web-0': 1, 'web-1': 1 });
  });

  it('knows how far an update was', async () => {
    const rollingUpdate = { partition: 1 };
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate };
    await create('StatefulSet', { ...plainSpec, replicas: 2, updateStrategy });
    await isReady('StatefulSet', 2);
    await client.mergePatch(adoptables.StatefulSet, world.ref('web'), { spec: imageOf('web:2') });
    const updated = async () => (await get('StatefulSet'))?.status?.updatedReplicas === 1;
    await waitUntil('web-1 is updated', updated, patience);
    await waitUntil(
      'it is ready',
      async () => (await get('StatefulSet'))?.status?.readyReplicas === 2,
      patience,
    );
    const before = await made();
    const { status } = (await get('StatefulSet')) ?? {};
    await adopt('StatefulSet');
    const isTold = async () => (await get('AdvancedStatefulSet'))?.status?.readyReplicas === 2;
    await waitUntil('both pods are counted', isTold, patience);
    expect(await made()).toEqual(before);
    expect((await get('AdvancedStatefulSet'))?.status).toMatchObject({
      currentRevision: status?.currentRevision,
      updateRevision: status?.updateRevision,
    });
    await client.delete(pods, world.ref('web-0'));
    await waitUntil('web-0 is another', () => history.made['web-0'] === 2, patience);
    expect(revisionOf((await world.pods()).get('web-0'))).toBe(status?.currentRevision);
  });

  it('is not touched by a dry run', async () => {
    await create('StatefulSet', everything);
    await isReady('StatefulSet', 2);
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' };
    await client.create(scalers, { metadata: world.ref('peak'), spec: { scaleTargetRef, maxReplicas: 5 } });
    const before = await get('StatefulSet');
    const outcome = await adoptSet(client, world.ref('web'), { from: 'StatefulSet', dryRun: true });
    expect(outcome).toMatchObject({
      already: false,
      warnings: [expect.stringMatching(/^HorizontalPodAutoscaler peak scales the StatefulSet/)],
    });
    expect(await get('AdvancedStatefulSet')).toBeUndefined();
    expect(await get('StatefulSet')).toEqual(before);
  });
});

describe('an adoption that is interrupted', () => {
  it.each([
    ['StatefulSet', 'before the write'],
    ['StatefulSet', 'after the write'],
    ['AdvancedStatefulSet', 'before the write'],
    ['AdvancedStatefulSet', 'after the write'],
  ] as const)(
    'of a %s, %s, at each write in turn, goes on where it was and restarts no pod',
    async (from, fault) => {
      const to = from === 'StatefulSet' ? 'AdvancedStatefulSet' : 'StatefulSet';
      let giver: AdoptableKind = from;
      await create(giver, { ...everything, replicas: 1 });
      await isReady(giver, 1);
      const before = await made();
      let isInterrupted = true;
      for (let n = 1; isInterrupted; n += 1) {
        const counter = { writes: 0 };
        isInterrupted = await adopt(giver, faultyClient(client, n, fault, counter)).then(
          () => false,
          (error: unknown) => {
            expect(error).toBeInstanceOf(StatewrightError);
            return true;
          },
        );
        await adopt(giver);
        await isReady(to, 1);
        await areAllOf(to);
        expect(await made()).toEqual(before);
        // And back, so that the next round begins as this one did.
        await adopt(to);
        await isReady(giver, 1);
        await areAllOf(giver);
        giver = from;
      }
      expect(await made()).toEqual(before);
      expect(history.made).toEqual({ 'web-0': 1 });
    },
    600_000,
  );

  it('begins anew when the set has changed meanwhile', async () => {
    await create('StatefulSet', { ...plainSpec, replicas: 1 });
    await isReady('StatefulSet', 1);
    const lost = adopt('StatefulSet', faultyClient(client, 1, 'after the write', { writes: 0 }));
    await expect(lost).rejects.toThrow(StatewrightError);
    await client.mergePatch(adoptables.StatefulSet, world.ref('web'), { spec: { replicas: 2 } });
    await isReady('StatefulSet', 2);
    await adopt('StatefulSet');
    await isReady('AdvancedStatefulSet', 2);
    expect(history.made).toEqual({ 'web-0': 1, 'web-1': 1 });
  });

  it('says what it waits for when no controller is there to take over, and changes nothing that matters', async () => {
    await world.controller?.stop();
    world.controller = undefined;
    await create('StatefulSet', { ...plainSpec, replicas: 1 });
    await isReady('StatefulSet', 1);
    const vain = adoptSet(client, world.ref('web'), { from: 'StatefulSet', timeoutMs: 2_000 });
    await expect(vain).rejects.toMatchObject({ code: 'AdoptionUnfinished' });
    await expect(vain).rejects.toThrow(/the controller of the AdvancedStatefulSet/);
    expect((await get('StatefulSet'))?.metadata.deletionTimestamp).toBeUndefined();
    world.controller = new SetController(client, world.namespace);
    await adopt('StatefulSet');
    await isReady('AdvancedStatefulSet', 1);
  });
});

describe('an adoption is refused', () => {
  const codeOf = (from: AdoptableKind) =>
    adopt(from).then(
      () => undefined,
      (error: unknown) => (error instanceof StatewrightError ? error.code : error),
    );

  it('where there is no such set', async () => {
    expect(await codeOf('StatefulSet')).toBe('SetNotFound');
  });

  it('where the name is taken', async () => {
    await create('StatefulSet', { ...plainSpec, replicas: 0 });
    await create('AdvancedStatefulSet', { ...plainSpec, replicas: 0 });
    expect(await codeOf('StatefulSet')).toBe('SetNameTaken');
    expect(await codeOf('AdvancedStatefulSet')).toBe('SetNameTaken');
  });

  it('where somebody manages the set', async () => {
    const { uid } = (await client.create(configMaps, { metadata: world.ref('owner') })).metadata;
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, controller: true };
    await create('StatefulSet', { ...plainSpec, replicas: 0 }, { ownerReferences: [owner] });
    expect(await codeOf('StatefulSet')).toBe('SetManagedByOthers');
  });

  it('where ordinals are offline that a StatefulSet would start', async () => {
    const offlineStrategy = { podOrdinals: [0] };
    await create('AdvancedStatefulSet', { ...plainSpec, replicas: 1, offlineStrategy });
    expect(await codeOf('AdvancedStatefulSet')).toBe('SetHasNoEquivalent');
    expect((await get('AdvancedStatefulSet'))?.spec.paused).toBeUndefined();
  });

  it('where the set is being deleted', async () => {
    const finalizers = ['example.com/held'];
    await create('StatefulSet', { ...plainSpec, replicas: 0 }, { finalizers });
    await client.delete(adoptables.StatefulSet, world.ref('web'));
    expect(await codeOf('StatefulSet')).toBe('SetBeingDeleted');
  });
});

describe('statewright adopt', () => {
  async function run(...words: readonly string[]) {
    const told = { out: '', err: '' };
    const kubeconfig = await plane.kubeconfig();
    const code = await runCli([...words, '-n', world.namespace], {
      terminal: {
        out: (text) => (told.out += text),
        err: (text) => (told.err += text),
        live: false,
        interactive: false,
        size: () => ({ columns: 120, rows: 40 }),
      },
      environment: {},
      version: 'test',
      now: () => Date.now(),
      interrupted: new AbortController().signal,
      readFile: () => Promise.reject(new Error('no file is read')),
      readStandardInput: () => Promise.resolve(''),
      ask: () => Promise.resolve(''),
      openBrowser: () => Promise.resolve(),
      connect: () => Promise.resolve(connect({ kubernetes: { kubeconfig } })),
      defaultNamespace: () => Promise.resolve('default'),
    });
    return { code, ...told };
  }

  it('tells each step, how to undo it, and what was done already', async () => {
    await create('StatefulSet', { ...plainSpec, replicas: 1 });
    await isReady('StatefulSet', 1);
    const tried = await run('adopt', 'statefulset', 'web', '--dry-run');
    expect(tried).toMatchObject({ code: 0 });
    expect(tried.out).toContain('can take over from the StatefulSet, without a restart');
    const done = await run('adopt', 'sts', 'web');
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toBe(
      `AdvancedStatefulSet ${world.namespace}/web has taken over from the StatefulSet, without a restart\n`,
    );
    expect(done.err).toContain('Making AdvancedStatefulSet web of the same spec, paused.');
    expect(done.err).toContain('Deleting StatefulSet web, and nothing that it made.');
    expect(done.err).toContain(`undo: statewright adopt advancedstatefulset web -n ${world.namespace}`);
    expect((await run('adopt', 'sts', 'web')).out).toContain('nothing was done');
    const structured = await run('adopt', 'asts', 'web', '-o', 'json');
    expect(JSON.parse(structured.out)).toMatchObject({ from: 'AdvancedStatefulSet', already: false });
    expect(history.made).toEqual({ 'web-0': 1 });
  });

  it.each([
    [['adopt', 'deployment', 'web'], 2, 'is no kind of set'],
    [['adopt', 'statefulset', 'none'], 1, 'There is no StatefulSet'],
  ])('%j ends with %i', async (words, code, text) => {
    const told = await run(...words);
    expect(told.code).toBe(code);
    expect(told.err).toContain(text);
  });
});
