import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClusterActivities } from '../../activities/cluster/index.js';
import type { ClusterActivities, ClusterRef } from '../../activities/cluster/contract.js';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { StatewrightError } from '../../api/errors/index.js';
import { label, managedBy } from '../../api/names.js';
import { catalog, catalogRules } from '../../catalog/index.js';
import {
  configMaps,
  persistentVolumeClaims,
  pods,
  services,
  advancedStatefulSets,
  type KubernetesClient,
  type Resource,
} from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { ControlPlane } from './harness/control-plane.js';
import { faultyClient, type Fault } from './harness/faulty-client.js';
import { installCrd } from './harness/install-crd.js';
import { waitUntil } from './harness/wait-until.js';

const namespace = 'default';
const spec: DistributedClusterSpec = {
  component: 'opensearch',
  version: '2.19.1',
  tenant: 'search',
  nodeTypes: [
    { name: 'master', replicas: 1 },
    { name: 'data', replicas: 2 },
    { name: 'client', replicas: 1 },
  ],
};
const nodeTypes = spec.nodeTypes.map((nodeType) => nodeType.name);

let plane: ControlPlane;
let kubernetes: KubernetesClient;
let name = '';
let count = 0;

beforeAll(async () => {
  plane = await ControlPlane.start();
  kubernetes = await plane.client();
  await installCrd(kubernetes, distributedClusterCrd(catalogRules));
  await installCrd(kubernetes, advancedStatefulSetCrd());
  await waitUntil(
    'clusters are served',
    async () => (await kubernetes.list(distributedClusters)).items.length === 0,
  );
});
afterAll(() => plane.stop());
beforeEach(() => {
  count += 1;
  name = `logs-${count}`;
});

const activities = (client: KubernetesClient = kubernetes): ClusterActivities =>
  createClusterActivities({ kubernetes: client, catalog, ending: new AbortController().signal });

const quietEnvironment = (): MockActivityEnvironment =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

/** Runs one activity as a worker would. */
const run = <T>(activity: () => Promise<T>): Promise<T> => quietEnvironment().run(activity);

async function declare(changes: Partial<DistributedClusterSpec> = {}): Promise<ClusterRef> {
  const made = await kubernetes.create(distributedClusters, {
    metadata: { namespace, name },
    spec: { ...spec, ...changes },
  });
  return { namespace, name, uid: made.metadata.uid };
}

const building = (act: ClusterActivities, ref: ClusterRef): readonly (() => Promise<unknown>)[] => [
  () => act.holdCluster(ref),
  () => act.applyShared(ref),
  () => act.applySets(ref, nodeTypes),
  () => act.sealFormation(ref),
];
const removing = (act: ClusterActivities, ref: ClusterRef): readonly (() => Promise<unknown>)[] => [
  () => act.deleteSets(ref),
  () => act.deleteVolumes(ref),
  () => act.deleteShared(ref),
  () => act.releaseCluster(ref),
];

/** Runs each step until it succeeds, as Temporal repeats what is unavailable. */
async function persist(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) {
    await waitUntil('the step succeeds', async () => {
      await run(step);
      return true;
    });
  }
}

/** UID of everything that was made for the cluster, by kind and name. */
async function made(uid: string): Promise<Record<string, string>> {
  const labelSelector = `${label.clusterUid}=${uid}`;
  const lists = await Promise.all(
    [advancedStatefulSets, services, configMaps].map(async (resource: Resource) => {
      const { items } = await kubernetes.list(resource, { namespace, labelSelector });
      return items.map((item) => [`${resource.kind}/${item.metadata.name}`, item.metadata.uid] as const);
    }),
  );
  return Object.fromEntries(lists.flat());
}

/** A claim as the controller of sets would make it. */
async function makeClaim(claimName: string, labels: Readonly<Record<string, string>>): Promise<void> {
  await kubernetes.create(persistentVolumeClaims, {
    metadata: { namespace, name: claimName, labels },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
}
const claimNames = async (): Promise<readonly string[]> =>
  (
    await kubernetes.list(persistentVolumeClaims, { namespace, labelSelector: `${label.cluster}=${name}` })
  ).items
    .filter((claim) => claim.metadata.deletionTimestamp === undefined)
    .map((claim) => claim.metadata.name);

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  return error instanceof StatewrightError ? error.code : String(error);
};

describe('building a cluster', () => {
  it('makes each object once, and doing it again changes nothing', async () => {
    const ref = await declare();
    const act = activities();
    await persist(building(act, ref));
    const first = await made(ref.uid);
    expect(
      Object.keys(first)
        .filter((it) => it.startsWith('AdvancedStatefulSet/'))
        .toSorted(),
    ).toEqual(nodeTypes.map((nodeType) => `AdvancedStatefulSet/${name}-${nodeType}`).toSorted());
    const versions = async (): Promise<readonly string[]> =>
      (
        await kubernetes.list(advancedStatefulSets, {
          namespace,
          labelSelector: `${label.clusterUid}=${ref.uid}`,
        })
      ).items.map((set) => set.metadata.resourceVersion);
    const before = await versions();
    await persist(building(act, ref));
    expect(await made(ref.uid)).toEqual(first);
    expect(await versions()).toEqual(before);
  });

  it.each<Fault>(['before the write', 'after the write'])(
    'ends the same wherever a worker dies %s, with each object made once',
    async (fault) => {
      const steps = { writes: 0 };
      const reference = await declare();
      await persist(building(activities(faultyClient(kubernetes, 0, fault, steps)), reference));
      const expected = Object.keys(await made(reference.uid)).map((it) => it.replace(name, 'X'));
      expect(steps.writes).toBeGreaterThan(5);

      for (let n = 1; n <= steps.writes; n += 1) {
        count += 1;
        name = `logs-${count}`;
        const ref = await declare();
        const act = activities(faultyClient(kubernetes, n, fault, { writes: 0 }));
        const seen = new Map<string, string>();
        for (const step of building(act, ref)) {
          await persist([step]);
          for (const [object, uid] of Object.entries(await made(ref.uid))) {
            expect(seen.get(object) ?? uid, `${object} was made twice at write ${n}`).toBe(uid);
            seen.set(object, uid);
          }
        }
        expect([...seen.keys()].map((it) => it.replace(name, 'X')).toSorted()).toEqual(expected.toSorted());
      }
    },
  );

  it('leaves restarts to the sets until the workflow takes them over, and takes nothing else of theirs', async () => {
    const ref = await declare();
    await persist(building(activities(), ref));
    const [nodeType = ''] = nodeTypes;
    const strategy = async () => {
      const set = await kubernetes.get(advancedStatefulSets, { namespace, name: `${name}-${nodeType}` });
      return [set?.spec.updateStrategy.type, set?.spec.updateStrategy.rollingUpdate, set?.spec.replicas];
    };
    const before = await strategy();
    expect(before[0]).toBe('RollingUpdate');
    await run(() => activities().applySets(ref, [nodeType], 'Guarded'));
    expect(await strategy()).toEqual(['OnDelete', undefined, before[2]]);
  });

  it('leaves a Service alone that somebody else made under the same name', async () => {
    const foreign = await kubernetes.create(services, {
      metadata: { namespace, name },
      spec: { ports: [{ port: 80 }], selector: { app: 'else' } },
    });
    const ref = await declare();
    expect(await codeOf(run(() => activities().applyShared(ref)))).toBe('NotOurs');
    const after = await kubernetes.get(services, { namespace, name });
    expect(after?.metadata.resourceVersion).toBe(foreign.metadata.resourceVersion);
  });

  it('writes nothing for a cluster that was deleted and made anew under the same name', async () => {
    const old = await declare();
    await kubernetes.delete(distributedClusters, { namespace, name }, { uid: old.uid });
    const anew = await declare();
    for (const step of building(activities(), old)) expect(await codeOf(run(step))).toBe('ClusterReplaced');
    expect(await made(old.uid)).toEqual({});
    expect(await made(anew.uid)).toEqual({});
  });

  it('keeps the finalizer of somebody else when it adds and takes off ours', async () => {
    const ref = await declare();
    await kubernetes.mergePatch(
      distributedClusters,
      { namespace, name },
      { metadata: { finalizers: ['example.org/theirs'] } },
    );
    const finalizers = async (): Promise<readonly string[] | undefined> =>
      (await kubernetes.get(distributedClusters, { namespace, name }))?.metadata.finalizers;
    await run(() => activities().holdCluster(ref));
    expect(await finalizers()).toEqual(['example.org/theirs', 'statewright.io/cluster']);
    await run(() => activities().releaseCluster(ref));
    expect(await finalizers()).toEqual(['example.org/theirs']);
  });

  it('removes what was made for a node type that the spec dropped, and nothing else', async () => {
    const ref = await declare();
    await persist(building(activities(), ref));
    await kubernetes.mergePatch(
      distributedClusters,
      { namespace, name },
      {
        spec: {
          nodeTypes: spec.nodeTypes.filter((nodeType) => nodeType.name !== 'client'),
          exposure: { nodeType: 'data' },
        },
      },
    );
    expect(await run(() => activities().pruneNodeTypes(ref))).toEqual(['client']);
    await waitUntil('the client set is gone', async () =>
      Object.keys(await made(ref.uid)).every((object) => !object.endsWith('-client')),
    );
    expect(Object.keys(await made(ref.uid))).toContain(`AdvancedStatefulSet/${name}-data`);
  });
});

describe('taking a cluster away', () => {
  const labels = (nodeType: string): Record<string, string> => ({
    [label.cluster]: name,
    [label.nodeType]: nodeType,
    [label.managedBy]: managedBy,
  });

  it.each<Fault>(['before the write', 'after the write'])(
    'leaves nothing wherever a worker dies %s',
    async (fault) => {
      for (let n = 1; n <= 12; n += 1) {
        count += 1;
        name = `logs-${count}`;
        const ref = await declare();
        await persist(building(activities(), ref));
        await makeClaim(`data-${name}-data-0`, labels('data'));
        await kubernetes.delete(distributedClusters, { namespace, name }, { uid: ref.uid });
        await persist(removing(activities(faultyClient(kubernetes, n, fault, { writes: 0 })), ref));
        await waitUntil('all is gone', async () => Object.keys(await made(ref.uid)).length === 0);
        expect(await claimNames()).toEqual([]);
        expect(await kubernetes.get(distributedClusters, { namespace, name })).toBeUndefined();
      }
    },
  );

  it('keeps the volumes when their owner asked for it', async () => {
    const ref = await declare({ volumeRetention: { whenDeleted: 'Retain' } });
    await makeClaim(`data-${name}-data-0`, labels('data'));
    expect(await run(() => activities().deleteVolumes(ref))).toEqual({ retained: 1 });
    expect(await claimNames()).toEqual([`data-${name}-data-0`]);
  });

  it('touches no claim that only looks like one of the cluster', async () => {
    const ref = await declare();
    await makeClaim(`backup-of-${name}`, labels('data'));
    await makeClaim(`data-${name}-data-0`, labels('data'));
    await run(() => activities().deleteVolumes(ref));
    expect(await claimNames()).toEqual([`backup-of-${name}`]);
  });

  it('does not count a cluster of the same name as the one to take away', async () => {
    const old = await declare();
    await kubernetes.delete(distributedClusters, { namespace, name }, { uid: old.uid });
    const anew = await declare();
    await persist(building(activities(), anew));
    const before = await made(anew.uid);
    await run(() => activities().deleteSets(old));
    await run(() => activities().deleteShared(old));
    expect(await codeOf(run(() => activities().deleteVolumes(old)))).toBe('ClusterReplaced');
    expect(await made(anew.uid)).toEqual(before);
  });
});

describe('looking and waiting', () => {
  it('proves absence and never takes silence for it', async () => {
    expect(await activities().lookUpCluster({ namespace, name })).toEqual({ found: false });
    const nobody = await plane.client({ user: 'nobody' });
    expect(await codeOf(activities(nobody).lookUpCluster({ namespace, name }))).toBe('KubernetesForbidden');
  });

  it('reports which sets are missing', async () => {
    const ref = await declare();
    await persist([() => activities().applySets(ref, ['master'])]);
    const seen = await activities().lookUpCluster({ namespace, name });
    expect(seen).toMatchObject({ found: true, cluster: { missingSets: ['data', 'client'], formed: false } });
  });

  it("reports a pod's own reason while it waits for members", async () => {
    const ref = await declare();
    await persist([() => activities().applySets(ref, ['data'])]);
    const set = await kubernetes.mergePatch(
      advancedStatefulSets,
      { namespace, name: `${name}-data` },
      { status: { observedGeneration: 1, replicas: 1, readyReplicas: 0 } },
      { subresource: 'status' },
    );
    expect(set.status?.observedGeneration).toBe(1);
    const podLabels = { [label.clusterUid]: ref.uid, [label.nodeType]: 'data' };
    await kubernetes.create(pods, {
      metadata: { namespace, name: `${name}-data-0`, labels: podLabels },
      spec: { containers: [{ name: 'opensearch', image: 'x' }] },
    });
    const unschedulable = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: 'no room',
    };
    await kubernetes.mergePatch(
      pods,
      { namespace, name: `${name}-data-0` },
      { status: { conditions: [unschedulable] } },
      { subresource: 'status' },
    );
    const report = await run(() =>
      activities().awaitNodeType({ ref, nodeType: 'data', shown: '', quietMs: 0 }),
    );
    expect(report).toEqual({
      reached: false,
      detail: `0 of 2 ready; ${name}-data-0: Unschedulable: no room`,
    });
  });

  it('ends a wait at once when it is cancelled', async () => {
    const ref = await declare();
    const environment = quietEnvironment();
    const waiting = environment.run(() =>
      activities().awaitNodeType({ ref, nodeType: 'data', shown: 'the set does not exist yet', quietMs: 0 }),
    );
    environment.once('heartbeat', () => environment.cancel());
    await expect(waiting).rejects.toThrow(/cancel/i);
  });
});

describe('changing the spec for somebody who told the workflow', () => {
  it('changes one node type and leaves open what the owner left open', async () => {
    const ref = await declare();
    const change = { kind: 'scale', nodeType: 'data', replicas: 3 } as const;
    expect(await activities().changeSpec(ref, change)).toEqual({ generation: 2 });
    const after = await kubernetes.get(distributedClusters, { namespace, name });
    expect(after?.spec.nodeTypes).toEqual([
      { name: 'master', replicas: 1 },
      { name: 'data', replicas: 3 },
      { name: 'client', replicas: 1 },
    ]);
  });

  it('refuses what the live spec does not allow, with field and remedy', async () => {
    const ref = await declare();
    const refused = activities().changeSpec(ref, { kind: 'scale', nodeType: 'master', replicas: 0 });
    await expect(refused).rejects.toMatchObject({
      code: 'MalformedField',
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'LastMembersDropped', field: 'spec.nodeTypes[0].replicas' }),
      ]) as unknown,
    });
  });

  it('refuses a spec typed wrongly into the Temporal UI, and writes nothing', async () => {
    const wrong = {
      ...spec,
      nodeTypes: [{ name: 'master', replicas: 'one' }],
    } as unknown as DistributedClusterSpec;
    expect(await codeOf(activities().declareCluster({ namespace, name, spec: wrong }))).toBe(
      'MalformedField',
    );
    expect(await kubernetes.get(distributedClusters, { namespace, name })).toBeUndefined();
  });
});
