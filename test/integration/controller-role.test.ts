import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import { catalogRules } from '../../catalog/index.js';
import { events, leases, namespaces, pods, type KubernetesClient } from '../../kubernetes/index.js';
import { renderChart } from '../harness/helm.js';
import { AddressWorld } from './harness/address-world.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { kubectl } from './harness/kubectl.js';
import { RoleProcess } from './harness/role-process.js';
import { patience, SetWorld } from './harness/set-world.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let world: SetWorld | undefined;
const processes: RoleProcess[] = [];

beforeAll(async () => {
  // As some clusters do, it asks for rights on the owner's finalizers of whoever names an owner that must wait.
  const strict = '--enable-admission-plugins=OwnerReferencesPermissionEnforcement';
  plane = await ControlPlane.start({ apiServerFlags: [strict] });
  client = await plane.client();
  await installCrd(client, advancedStatefulSetCrd());
  await installCrd(client, distributedClusterCrd(catalogRules));
});
afterAll(async () => plane.stop());
afterEach(async () => {
  await Promise.all(processes.splice(0).map(({ server }) => server.stop()));
  await world?.stop();
  world = undefined;
});

/** The roles that the chart makes for the controller, bound to the user `nobody`. */
async function grantNobodyWhatTheChartGrants(values: Readonly<Record<string, unknown>>): Promise<void> {
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }];
  const granted = (await renderChart(values))
    .filter(({ apiVersion }) => apiVersion.startsWith('rbac.authorization.k8s.io/'))
    .filter(({ metadata }) => metadata.name.includes('controller'))
    .map((object) => (object.kind.endsWith('Binding') ? { ...object, subjects } : object));
  expect(granted.length).toBeGreaterThan(3);
  await client.create(namespaces, { metadata: { name: 'platform' } });
  const file = join(plane.directory, 'rights.json');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: granted }));
  await kubectl(await plane.kubeconfig(), 'apply', '-f', file);
}

async function start(...words: readonly string[]): Promise<RoleProcess> {
  const role = await RoleProcess.start(plane, ['controller', ...words]);
  processes.push(role);
  return role;
}

describe('the role controller', () => {
  it('brings sets about beside clusters, without Temporal, and shows it in its metrics', async () => {
    world = await SetWorld.make(client);
    const role = await start();
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
    const metrics = await role.metrics();
    expect(metrics).toMatch(
      /statewright_reconcile_seconds_count\{controller="advancedstatefulsets",outcome="done"\} [1-9]/,
    );
    expect(metrics).toMatch(/statewright_watch_cache_objects\{watch="sets-pods"\} 3/);
    expect(metrics).toMatch(/statewright_watch_cache_objects\{watch="distributedclusters"\} 0/);
  });

  it('hands sets over to another process when it ends', async () => {
    world = await SetWorld.make(client);
    const roles = [await start(), await start()];
    await world.create('web', { replicas: 1 });
    await world.settle('web', [0]);
    const before = await world.uids();
    const holder = async () => {
      const lease = await client.get(leases, { namespace: 'kube-system', name: 'statewright-controller' });
      return lease?.spec?.holderIdentity;
    };
    const ended = await holder();
    // The other one may still be starting.
    const leads = (role: RoleProcess) =>
      role.metrics().then(
        (text) => /leading\{[^}]*\} 1/.test(text),
        () => false,
      );
    for (const role of roles) if (await leads(role)) await role.server.stop();
    await waitUntil('another leads', async () => ![ended, '', undefined].includes(await holder()), patience);
    await world.edit('web', { replicas: 2 });
    await world.settle('web', [0, 1]);
    expect(await world.uids()).toMatchObject(before);
  });

  it('serves the StatefulSets of Kubernetes if it is told to', async () => {
    world = await SetWorld.make(client, { kind: 'apps/v1' });
    await start('--kind', 'apps/v1');
    await world.create('web', {});
    await world.settle('web', [0, 1, 2]);
  });

  it('keeps to the rate that it is set to', async () => {
    world = await SetWorld.make(client);
    const settings = { STATEWRIGHT_KUBERNETES_QPS: '10', STATEWRIGHT_KUBERNETES_BURST: '1' };
    processes.push(await RoleProcess.start(plane, ['controller'], settings));
    await world.create('web', { podManagementPolicy: 'Parallel', replicas: 30 });
    await world.settle(
      'web',
      Array.from({ length: 30 }, (_, ordinal) => ordinal),
    );
    const times = Array.from((await world.pods()).values(), (pod) =>
      Date.parse(pod.metadata.creationTimestamp ?? ''),
    );
    // Thirty creations at ten a second; times have whole seconds.
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(2_000);
  });
});

describe('the role controller with the rights that the chart grants', () => {
  const setKinds = ['statewright.io', 'apps/v1'] as const;
  const startAsNobody = async (): Promise<void> => {
    const settings = {
      STATEWRIGHT_SET_KINDS: setKinds.join(),
      STATEWRIGHT_LEASE_NAMESPACE: 'platform',
    };
    processes.push(await RoleProcess.start(plane, ['controller'], settings, { user: 'nobody' }));
  };

  beforeAll(async () => grantNobodyWhatTheChartGrants({ setKinds }));

  it('brings sets of either kind about', async () => {
    await startAsNobody();
    for (const kind of setKinds) {
      const served = await SetWorld.make(client, { kind });
      await served.create('web', { replicas: 2 });
      await served.settle('web', [0, 1]);
      // Taking in an orphan asks for the set once more, and for its finalizers where the server checks them.
      const { uid } = await served.set('web').then(({ metadata }) => metadata);
      await client.mergePatch(pods, served.ref('web-0'), { metadata: { ownerReferences: null } });
      await waitUntil(
        'the orphan is taken in',
        async () => {
          const pod = await client.get(pods, served.ref('web-0'));
          return pod?.metadata.ownerReferences?.some((owner) => owner.uid === uid) === true;
        },
        patience,
      );
      await served.edit('web', { replicas: 1 });
      await served.settle('web', [0]);
      await served.stop();
    }
  });

  it('gives pods their addresses, and tells of a pod that waits', async () => {
    await AddressWorld.install(client);
    const addresses = await AddressWorld.make(client, 'addressed');
    await addresses.pool('few', ['10.90.1.1-10.90.1.4']);
    await startAsNobody();
    await addresses.pod('web-0');
    expect(await addresses.settle('web-0')).toEqual(['10.90.1.1']);
    await addresses.pod('web-1', { 'statewright.io/ip': '10.90.1.1' });
    await addresses.waits('web-1', /is held for addressed\/web-0/);
    await waitUntil('an event tells of it', async () => {
      const { items } = await client.list(events, { namespace: addresses.namespace });
      return items.some(({ reason, regarding }) => reason === 'AddressHeld' && regarding?.name === 'web-1');
    });
    await addresses.end('web-0');
    await addresses.released('web-0');
    await waitUntil('the pool counts it', async () => (await addresses.poolCounts('few'))?.released === '1');
  });
});
