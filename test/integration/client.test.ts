import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { StatewrightError, type ErrorCode } from '../../api/errors/index.js';
import { label, type ObjectKey } from '../../api/names.js';
import { catalogRules } from '../../catalog/index.js';
import { connect, type ClusterSighting, type Statewright } from '../../client/index.js';
import { events, nodes, pods, type KubernetesClient } from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { waitUntil } from './harness/wait-until.js';

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

let plane: ControlPlane;
let kubernetes: KubernetesClient;
let statewright: Statewright;
let key: ObjectKey = { namespace: 'default', name: '' };
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
  // Nobody listens on port 9: what Temporal would answer is missing, as when it is down.
  statewright = connect({
    kubernetes: { kubeconfig: await plane.kubeconfig() },
    temporal: { address: '127.0.0.1:9', namespace: 'default', callTimeoutMs: 2_000 },
  });
});
afterAll(async () => {
  await statewright.close();
  await plane.stop();
});
beforeEach(() => {
  count += 1;
  key = { namespace: 'default', name: `logs-${count}` };
});

const manifest = (changes: Partial<DistributedClusterSpec> = {}): Record<string, unknown> => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: { name: key.name },
  spec: { ...spec, ...changes },
});
const scaled = (replicas: number): DistributedClusterSpec['nodeTypes'] =>
  spec.nodeTypes.map((nodeType) => (nodeType.name === 'data' ? { ...nodeType, replicas } : nodeType));

/** The error that a call fails with; a call that does not fail fails the test. */
async function failure(call: Promise<unknown>): Promise<StatewrightError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof StatewrightError)) throw new Error(`not a StatewrightError: ${String(outcome)}`);
  return outcome;
}

/** What the workflow does when somebody scales: a patch under another field manager. */
const scaleAsWorkflow = (replicas: number): Promise<unknown> =>
  kubernetes.mergePatch(distributedClusters, key, { spec: { nodeTypes: scaled(replicas) } });

describe('apply', () => {
  it('makes a cluster, says what it changed the next time, and that nothing changed the time after', async () => {
    expect(await statewright.clusters.apply(manifest())).toMatchObject({ key, action: 'created' });
    const changed = await statewright.clusters.apply(manifest({ nodeTypes: scaled(3) }));
    expect(changed).toMatchObject({
      action: 'changed',
      changes: [{ field: 'nodeTypes[data].replicas', before: '2', after: '3' }],
    });
    expect(await statewright.clusters.apply(manifest({ nodeTypes: scaled(3) }))).toMatchObject({
      action: 'unchanged',
      changes: [],
    });
  });

  it('changes nothing in a dry run', async () => {
    expect(await statewright.clusters.apply(manifest(), { dryRun: true })).toMatchObject({
      action: 'created',
    });
    expect((await failure(statewright.clusters.get(key))).code).toBe('ClusterNotFound');
  });

  it('takes back what `get -o yaml` printed', async () => {
    await statewright.clusters.apply(manifest());
    const live = await statewright.clusters.get(key);
    expect(await statewright.clusters.apply(structuredClone(live))).toMatchObject({ action: 'unchanged' });
  });

  it('takes over what the workflow has set, without being forced', async () => {
    await statewright.clusters.apply(manifest());
    await scaleAsWorkflow(4);
    expect(await statewright.clusters.apply(manifest())).toMatchObject({
      action: 'changed',
      changes: [{ field: 'nodeTypes[data].replicas', before: '4', after: '2' }],
    });
  });

  it('removes a node type that the workflow had scaled before', async () => {
    await statewright.clusters.apply(manifest());
    const nodeTypes = spec.nodeTypes.map((it) => (it.name === 'client' ? { ...it, replicas: 0 } : it));
    await kubernetes.mergePatch(distributedClusters, key, { spec: { nodeTypes } });
    const two = spec.nodeTypes.filter((nodeType) => nodeType.name !== 'client');
    const outcome = await statewright.clusters.apply(manifest({ nodeTypes: two }));
    expect(outcome).toMatchObject({ action: 'changed', kept: [] });
    const live = await statewright.clusters.get(key);
    expect(live.spec.nodeTypes.map((nodeType) => nodeType.name)).toEqual(['master', 'data']);
  });

  it('does not overwrite what somebody outside the platform has set, unless forced', async () => {
    await statewright.clusters.apply(manifest());
    const patch = { spec: { nodeTypes: scaled(4) } };
    await kubernetes.mergePatch(distributedClusters, key, patch, { fieldManager: 'kubectl-edit' });
    const refused = await failure(statewright.clusters.apply(manifest()));
    expect(refused.code).toBe('FieldsHeldByOthers');
    expect(refused.sentence).toContain('kubectl-edit');
    expect(await statewright.clusters.apply(manifest(), { force: true })).toMatchObject({
      action: 'changed',
    });
  });

  it('keeps what others have added, and names it', async () => {
    await statewright.clusters.apply(manifest());
    const nodeTypes = spec.nodeTypes.map((it) => (it.name === 'data' ? { ...it, config: { a: '1' } } : it));
    await kubernetes.mergePatch(
      distributedClusters,
      key,
      { spec: { nodeTypes } },
      { fieldManager: 'kubectl-edit' },
    );
    expect(await statewright.clusters.apply(manifest())).toMatchObject({
      action: 'unchanged',
      kept: [{ field: 'nodeTypes[data].config.a', after: '1' }],
    });
  });

  const wrong: readonly [string, Partial<DistributedClusterSpec>, string, ErrorCode][] = [
    ['an unknown component', { component: 'elastic' }, 'spec.component', 'UnknownComponent'],
    ['an unknown version', { version: '9.9.9' }, 'spec.version', 'UnknownVersion'],
    [
      'too few members',
      { nodeTypes: [{ name: 'master', replicas: 0 }, ...spec.nodeTypes.slice(1)] },
      'spec.nodeTypes[0].replicas',
      'TooFewReplicas',
    ],
  ];
  it.each(wrong)('refuses %s by field before anything is sent', async (_name, changes, field, code) => {
    const { problems } = await failure(statewright.clusters.apply(manifest(changes)));
    expect(problems[0]).toMatchObject({ field, code });
    expect((await failure(statewright.clusters.get(key))).code).toBe('ClusterNotFound');
  });

  it('refuses a step that the existing cluster cannot take', async () => {
    await statewright.clusters.apply(manifest());
    const { problems } = await failure(statewright.clusters.apply(manifest({ tenant: 'other' })));
    expect(problems).toMatchObject([{ field: 'spec.tenant', code: 'ImmutableField' }]);
  });

  it('refuses memory that no machine has', async () => {
    await kubernetes.create(nodes, { metadata: { name: `machine-${count}` } });
    const status = { status: { allocatable: { cpu: '4', memory: '8Gi' } } };
    await kubernetes.mergePatch(nodes, { name: `machine-${count}` }, status, { subresource: 'status' });
    const nodeTypes = spec.nodeTypes.map((it) => ({ ...it, resources: { memory: '100Gi' } }));
    const { problems } = await failure(statewright.clusters.apply(manifest({ nodeTypes })));
    await kubernetes.delete(nodes, { name: `machine-${count}` });
    expect(problems[0]).toMatchObject({
      field: 'spec.nodeTypes[0].resources.memory',
      code: 'MemoryExceedsMachines',
    });
  });

  it('names a namespace that does not exist', async () => {
    const refused = await failure(statewright.clusters.apply(manifest(), { namespace: 'nowhere' }));
    expect(refused.code).toBe('KubernetesNotFound');
    expect(refused.sentence).toContain('nowhere');
  });
});

describe('delete', () => {
  it('says in the spec that the volumes stay before it deletes', async () => {
    await statewright.clusters.apply(manifest());
    const finalizers = ['test.statewright.io/hold'];
    await kubernetes.mergePatch(distributedClusters, key, { metadata: { finalizers } });
    expect(await statewright.clusters.delete(key, { keepVolumes: true })).toMatchObject({ already: false });
    const held = await statewright.clusters.get(key);
    expect(held.spec.volumeRetention).toEqual({ whenDeleted: 'Retain' });
    expect(held.metadata.deletionTimestamp).toBeDefined();
    // Its owner asks again, and then somebody wants to change what is going.
    expect(await statewright.clusters.delete(key)).toMatchObject({ already: true });
    expect((await failure(statewright.clusters.apply(manifest()))).code).toBe('ClusterBeingDeleted');
    await kubernetes.mergePatch(distributedClusters, key, { metadata: { finalizers: [] } });
  });

  it('leaves a later cluster of the same name alone', async () => {
    const { cluster } = await statewright.clusters.apply(manifest());
    await statewright.clusters.delete(key);
    await statewright.clusters.apply(manifest());
    const call = statewright.clusters.delete(key, { uid: cluster.metadata.uid });
    expect((await failure(call)).code).toBe('ClusterReplaced');
    await statewright.clusters.get(key);
  });

  it('says that there is no such cluster', async () => {
    expect((await failure(statewright.clusters.delete(key))).code).toBe('ClusterNotFound');
  });
});

/** A pod of the cluster that waits for its image, as the kubelet would report it. */
async function stuckPod(uid: string): Promise<string> {
  const name = `${key.name}-data-0`;
  const labels = { [label.clusterUid]: uid, [label.nodeType]: 'data' };
  const pod = await kubernetes.create(pods, {
    metadata: { ...key, name, labels },
    spec: { nodeName: 'machine-1', containers: [{ name: 'opensearch', image: 'nowhere/opensearch' }] },
  });
  const waiting = { reason: 'ErrImagePull', message: 'nowhere/opensearch: not found' };
  const container = { name: 'opensearch', ready: false, restartCount: 2, state: { waiting } };
  await kubernetes.mergePatch(
    pods,
    { ...key, name },
    {
      status: {
        phase: 'Pending',
        podIP: '10.0.0.9',
        podIPs: [{ ip: '10.0.0.9' }],
        containerStatuses: [{ ...container, image: 'nowhere/opensearch', imageID: '' }],
      },
    },
    { subresource: 'status' },
  );
  await kubernetes.create(events, {
    metadata: { namespace: key.namespace, name: `${name}.1` },
    eventTime: '2026-01-01T00:00:00.000000Z',
    type: 'Warning',
    reason: 'Failed',
    note: 'Failed to pull image',
    action: 'Pulling',
    reportingController: 'kubelet',
    reportingInstance: 'machine-1',
    regarding: { apiVersion: 'v1', kind: 'Pod', namespace: key.namespace, name, uid: pod.metadata.uid },
  });
  return name;
}

describe('describe', () => {
  it("shows a pod's own reason and its events though Temporal does not answer", async () => {
    const { cluster } = await statewright.clusters.apply(manifest());
    const name = await stuckPod(cluster.metadata.uid);
    const description = await statewright.clusters.describe(key);
    expect(description.pods).toMatchObject([
      {
        name,
        machine: 'machine-1',
        ip: '10.0.0.9',
        ready: false,
        containers: '0/1',
        restarts: 2,
        reason: { reason: 'ErrImagePull', stuck: true },
        events: [{ reason: 'Failed', message: 'Failed to pull image' }],
      },
    ]);
    expect(description.progress).toBeUndefined();
    expect(description.unanswered).toMatchObject([{ question: 'the steps' }]);
    expect(description.unanswered[0]?.sentence).toContain('ECONNREFUSED');
  });

  it('says that there is no such cluster, and not that Temporal is down', async () => {
    expect((await failure(statewright.clusters.describe(key))).code).toBe('ClusterNotFound');
  });
});

describe('watch', () => {
  it('yields only sightings that differ, and ends when the cluster is gone', async () => {
    await statewright.clusters.apply(manifest());
    const seen: ClusterSighting[] = [];
    const watching = (async () => {
      for await (const sighting of statewright.clusters.watch(key, { intervalMs: 50 })) seen.push(sighting);
    })();
    await waitUntil('the first sighting', () => seen.length === 1);
    await scaleAsWorkflow(3);
    await waitUntil('the change is seen', () => seen.at(-1)?.cluster?.metadata.generation === 2);
    await statewright.clusters.delete(key);
    await watching;
    expect(seen.at(-1)?.presence).toBe('absent');
    for (const [index, sighting] of seen.slice(1).entries()) expect(sighting).not.toEqual(seen[index]);
  });
});

describe('list', () => {
  it('lists one namespace or all of them', async () => {
    await statewright.clusters.apply(manifest());
    const names = (await statewright.clusters.list('default')).map((cluster) => cluster.metadata.name);
    expect(names).toContain(key.name);
    expect((await statewright.clusters.list()).length).toBeGreaterThanOrEqual(names.length);
    expect(await statewright.clusters.list('kube-system')).toEqual([]);
  });
});
