import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterActivities, ClusterRef } from '../../activities/cluster/contract.js';
import { createClusterActivities } from '../../activities/cluster/index.js';
import { readMembers } from '../../activities/members/live-members.js';
import type { Catalog, Component } from '../../api/component.js';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import { catalogRules } from '../../catalog/index.js';
import { opensearch } from '../../catalog/opensearch/index.js';
import { ownedMetadata } from '../../catalog/ownership.js';
import { secrets, type KubernetesClient, type Secret } from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { grantChartRights } from './harness/chart-rights.js';
import { ControlPlane } from './harness/control-plane.js';
import { faultyClient } from './harness/faulty-client.js';
import { installCrd } from './harness/install-crd.js';
import { waitUntil } from './harness/wait-until.js';

const namespace = 'default';
const keys = ['superuser', 'replication'];

/** A component that wants passwords. */
const guarded: Component = {
  ...opensearch,
  render: (cluster) => ({
    ...opensearch.render(cluster),
    secrets: [{ metadata: ownedMetadata(cluster, `${cluster.name}-passwords`), keys }],
  }),
};
const catalogOf = (component: Component): Catalog => ({ rules: catalogRules, component: () => component });

let plane: ControlPlane;
let admin: KubernetesClient;
/** With the rights that the chart gives the orchestrator, and no others. */
let orchestrator: KubernetesClient;
let name = '';
let count = 0;

beforeAll(async () => {
  plane = await ControlPlane.start();
  admin = await plane.client();
  await installCrd(admin, distributedClusterCrd(catalogRules));
  await installCrd(admin, advancedStatefulSetCrd());
  await grantChartRights(plane, 'nobody');
  orchestrator = await plane.client({ user: 'nobody' });
  await waitUntil(
    'clusters are served',
    async () => (await admin.list(distributedClusters)).items.length === 0,
  );
});
afterAll(() => plane.stop());
beforeEach(() => {
  count += 1;
  name = `orders-${count}`;
});

const dependencies = (kubernetes = orchestrator, component = guarded) => ({
  kubernetes,
  catalog: catalogOf(component),
  ending: new AbortController().signal,
});
const activities = (kubernetes = orchestrator, component = guarded): ClusterActivities =>
  createClusterActivities(dependencies(kubernetes, component));
const environment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
const run = <T>(activity: () => Promise<T>): Promise<T> => environment().run(activity);

async function declare(): Promise<ClusterRef> {
  const nodeTypes = [
    { name: 'master', replicas: 1 },
    { name: 'data', replicas: 1 },
  ];
  const made = await admin.create(distributedClusters, {
    metadata: { namespace, name },
    spec: { component: 'opensearch', version: '2.19.1', tenant: 'shop', nodeTypes },
  });
  return { namespace, name, uid: made.metadata.uid };
}

const passwords = (): Promise<Secret | undefined> =>
  admin.get(secrets, { namespace, name: `${name}-passwords` });

describe('the passwords of a cluster', () => {
  it('are made once, each another, and stay as they are however often the cluster is looked at', async () => {
    const ref = await declare();
    await run(() => activities().applyShared(ref));
    const first = await passwords();
    expect(Object.keys(first?.data ?? {}).toSorted()).toEqual(keys.toSorted());
    expect(new Set(Object.values(first?.data ?? {})).size).toBe(keys.length);
    for (const value of Object.values(first?.data ?? {})) {
      expect(Buffer.from(value, 'base64').toString()).toMatch(/^[A-Za-z0-9]{32}$/);
    }
    await run(() => activities().applyShared(ref));
    expect(await passwords()).toEqual(first);
  });

  it('are made once by many that make them at once', async () => {
    const ref = await declare();
    await Promise.all(Array.from({ length: 8 }, () => run(() => activities().applyShared(ref))));
    const made = await passwords();
    await run(() => activities().applyShared(ref));
    expect(await passwords()).toEqual(made);
  });

  it.each(['before the write', 'after the write'] as const)(
    'are there when the process died %s and the step ran again',
    async (fault) => {
      const ref = await declare();
      const failing = faultyClient(orchestrator, 1, fault, { writes: 0 });
      await expect(run(() => activities(failing).applyShared(ref))).rejects.toThrow(fault);
      const made = await passwords();
      expect(made === undefined).toBe(fault === 'before the write');
      await run(() => activities().applyShared(ref));
      expect(Object.keys((await passwords())?.data ?? {})).toHaveLength(keys.length);
      if (made !== undefined) expect(await passwords()).toEqual(made);
    },
  );

  it('are changed by nobody by mistake', async () => {
    const ref = await declare();
    await run(() => activities().applyShared(ref));
    const change = { data: { superuser: Buffer.from('guessed').toString('base64') } };
    await expect(
      admin.mergePatch(secrets, { namespace, name: `${name}-passwords` }, change),
    ).rejects.toMatchObject({ code: 'KubernetesRefused' });
  });

  it('are read by those who ask members, and only those of this cluster', async () => {
    const ref = await declare();
    await run(() => activities().applyShared(ref));
    const members = await readMembers(dependencies(), ref);
    const access = await run(() => Promise.resolve(members.access({ nodeType: 'data', ordinal: 0 })));
    const made = await passwords();
    expect(await access.secret?.(`${name}-passwords`)).toEqual(
      Object.fromEntries(
        Object.entries(made?.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString(),
        ]),
      ),
    );
    await admin.create(secrets, { metadata: { namespace, name: `${name}-foreign` } });
    await expect(access.secret?.(`${name}-foreign`)).rejects.toMatchObject({ code: 'NotOurs' });
    await expect(access.secret?.(`${name}-missing`)).rejects.toMatchObject({ code: 'KubernetesNotFound' });
  });

  it('are no concern of a component without any', async () => {
    const ref = await declare();
    const members = await readMembers(dependencies(orchestrator, opensearch), ref);
    const access = await run(() => Promise.resolve(members.access({ nodeType: 'data', ordinal: 0 })));
    expect(access.secret).toBeUndefined();
    await run(() => activities(orchestrator, opensearch).applyShared(ref));
    expect(await passwords()).toBeUndefined();
  });

  it("leave a Secret of that name alone that is somebody else's", async () => {
    const ref = await declare();
    const foreign = { metadata: { namespace, name: `${name}-passwords` }, stringData: { superuser: 'mine' } };
    const before = await admin.create(secrets, foreign);
    await expect(run(() => activities().applyShared(ref))).rejects.toMatchObject({ code: 'NotOurs' });
    await run(() => activities().deleteShared(ref));
    expect(await passwords()).toEqual(before);
  });

  it('go with the cluster', async () => {
    const ref = await declare();
    await run(() => activities().applyShared(ref));
    expect((await passwords())?.metadata.ownerReferences).toMatchObject([{ uid: ref.uid }]);
    await run(() => activities().deleteShared(ref));
    await run(() => activities().deleteShared(ref));
    expect(await passwords()).toBeUndefined();
  });
});
