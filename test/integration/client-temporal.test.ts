import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClusterActivities } from '../../activities/cluster/index.js';
import { withTypedFailures } from '../../activities/failure.js';
import { advancedStatefulSetCrd } from '../../api/crd/advanced-stateful-set-crd.js';
import { distributedClusterCrd } from '../../api/crd/distributed-cluster-crd.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { StatewrightError } from '../../api/errors/index.js';
import { clusterWorkflowId, type ObjectKey } from '../../api/names.js';
import { searchAttribute } from '../../api/search-attributes.js';
import { catalog, catalogRules } from '../../catalog/index.js';
import { connect, connectTemporal, signalChanged, type Statewright } from '../../client/index.js';
import type { TemporalConnection } from '../../client/index.js';
import type { KubernetesClient } from '../../kubernetes/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { builtWorkflows, startTemporal } from '../harness/workflow-environment.js';
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

/** No worker takes from it. */
const idleQueue = 'nobody';

let plane: ControlPlane;
let kubernetes: KubernetesClient;
let environment: TestWorkflowEnvironment;
let worker: Worker;
let working: Promise<void>;
let statewright: Statewright;
let temporal: TemporalConnection;
let key: ObjectKey = { namespace: 'default', name: '' };
let count = 0;

beforeAll(async () => {
  [plane, environment] = await Promise.all([ControlPlane.start(), startTemporal()]);
  kubernetes = await plane.client();
  await installCrd(kubernetes, distributedClusterCrd(catalogRules));
  await installCrd(kubernetes, advancedStatefulSetCrd());
  await waitUntil(
    'clusters are served',
    async () => (await kubernetes.list(distributedClusters)).items.length === 0,
  );
  worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: 'statewright',
    workflowBundle: await builtWorkflows(),
    activities: withTypedFailures(
      createClusterActivities({ kubernetes, catalog, ending: new AbortController().signal }),
    ),
  });
  working = worker.run();
  const settings = { address: environment.address, namespace: 'default' };
  temporal = connectTemporal(settings);
  statewright = connect({
    kubernetes: { kubeconfig: await plane.kubeconfig() },
    temporal: settings,
  });
});
afterAll(async () => {
  await Promise.all([statewright.close(), temporal.close()]);
  worker.shutdown();
  await working;
  await environment.teardown();
  await plane.stop();
});
beforeEach(() => {
  count += 1;
  key = { namespace: 'default', name: `logs-${count}` };
});

const manifest = (): unknown => ({
  apiVersion: 'statewright.io/v1alpha1',
  kind: 'DistributedCluster',
  metadata: { name: key.name },
  spec,
});

async function failure(call: Promise<unknown>): Promise<StatewrightError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof StatewrightError)) throw new Error(`not a StatewrightError: ${String(outcome)}`);
  return outcome;
}

const replicasOfData = async (): Promise<number | undefined> => {
  const cluster = await statewright.clusters.get(key);
  return cluster.spec.nodeTypes.find((nodeType) => nodeType.name === 'data')?.replicas;
};

describe('signalChanged', () => {
  it('starts the workflow of a cluster once, with what lists in the Temporal UI filter by', async () => {
    await statewright.clusters.apply(manifest());
    const facts = { tenant: 'search', component: 'opensearch' };
    await signalChanged(temporal, key, facts);
    await signalChanged(temporal, key, facts);
    const described = await environment.client.workflow.getHandle(clusterWorkflowId(key)).describe();
    expect(described.status.name).toBe('RUNNING');
    expect(described.typedSearchAttributes.get(searchAttribute.cluster)).toBe(`default/${key.name}`);
    expect(described.typedSearchAttributes.get(searchAttribute.tenant)).toBe('search');
    expect(described.memo).toEqual({ resource: `DistributedCluster default/${key.name}` });
  });

  it('starts a new one for a cluster that is made again', async () => {
    await signalChanged(temporal, key);
    const handle = environment.client.workflow.getHandle(clusterWorkflowId(key));
    expect(await handle.result()).toMatchObject({ outcome: 'NeverExisted' });
    await statewright.clusters.apply(manifest());
    await signalChanged(temporal, key);
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });
});

describe('progress', () => {
  it('is the word of the workflow', async () => {
    await statewright.clusters.apply(manifest());
    await signalChanged(temporal, key);
    await waitUntil('the workflow has begun', async () => {
      const progress = await statewright.clusters.progress(key);
      return progress.phase === 'Provisioning' && progress.steps.length > 3;
    });
    const description = await statewright.clusters.describe(key);
    expect(description.progress?.phase).toBe('Provisioning');
    expect(description.unanswered).toEqual([]);
  });

  it('says that no workflow is running, before and after one has run', async () => {
    expect((await failure(statewright.clusters.progress(key))).code).toBe('WorkflowNotRunning');
    await signalChanged(temporal, key);
    await environment.client.workflow.getHandle(clusterWorkflowId(key)).result();
    expect((await failure(statewright.clusters.progress(key))).code).toBe('WorkflowNotRunning');
  });

  it('says who is silent when no orchestrator takes the work', async () => {
    const idle = connect({
      temporal: {
        address: environment.address,
        namespace: 'default',
        taskQueue: idleQueue,
        callTimeoutMs: 1_000,
      },
    });
    await idle.clusters.start(key);
    const silent = await failure(idle.clusters.progress(key));
    expect(silent.code).toBe('WorkflowSilent');
    expect(silent.remedy).toContain(idleQueue);
    await idle.close();
  });
});

describe('scale', () => {
  it('is accepted by a workflow that it starts itself, and stands in Kubernetes when it answers', async () => {
    await statewright.clusters.apply(manifest());
    const accepted = await statewright.clusters.scale(key, { nodeType: 'data', replicas: 3 });
    expect(accepted.generation).toBe(2);
    expect(await replicasOfData()).toBe(3);
  });

  it('brings back what the workflow refuses, field by field', async () => {
    await statewright.clusters.apply(manifest());
    const refused = await failure(statewright.clusters.scale(key, { nodeType: 'master', replicas: 0 }));
    expect(refused.kind).toBe('Invalid');
    expect(refused.problems.map((problem) => problem.field)).toContain('spec.nodeTypes[0].replicas');
    const unknown = await failure(statewright.clusters.scale(key, { nodeType: 'cold', replicas: 1 }));
    expect(unknown.problems).toMatchObject([{ field: 'nodeType', code: 'UnknownNodeType' }]);
    expect((await statewright.clusters.get(key)).metadata.generation).toBe(1);
  });

  it('says that there is no such cluster', async () => {
    const refused = await failure(statewright.clusters.scale(key, { nodeType: 'data', replicas: 1 }));
    expect(refused.code).toBe('ClusterNotFound');
  });
});

describe('configure and upgrade', () => {
  it('replace the settings of a node type', async () => {
    await statewright.clusters.apply(manifest());
    const config = { 'indices.fielddata.cache.size': '20%' };
    await statewright.clusters.configure(key, { nodeType: 'data', config });
    const { nodeTypes } = (await statewright.clusters.get(key)).spec;
    expect(nodeTypes.find((nodeType) => nodeType.name === 'data')?.config).toEqual(config);
  });

  it('refuse a setting of the platform, and a version that is not in the catalog', async () => {
    await statewright.clusters.apply(manifest());
    const config = { 'cluster.name': 'x' };
    const refused = await failure(statewright.clusters.configure(key, { nodeType: 'data', config }));
    expect(refused.problems.map((problem) => problem.code)).toEqual(['ForbiddenConfigKey']);
    const unknown = await failure(statewright.clusters.upgrade(key, { version: '9.9.9' }));
    expect(unknown.problems).toMatchObject([{ field: 'spec.version', code: 'UnknownVersion' }]);
  });
});

describe('start', () => {
  it('writes the wish to Kubernetes, as a start from the Temporal UI does, and only once', async () => {
    expect(await statewright.clusters.start({ ...key, spec })).toMatchObject({
      workflowId: clusterWorkflowId(key),
    });
    await waitUntil('the cluster is declared', async () => (await replicasOfData()) === 2);
    expect((await failure(statewright.clusters.start(key))).code).toBe('WorkflowAlreadyRunning');
  });

  it('refuses a wrong wish before anything is started', async () => {
    const refused = await failure(
      statewright.clusters.start({ ...key, spec: { ...spec, component: 'elastic' } }),
    );
    expect(refused.problems).toMatchObject([{ field: 'spec.component' }]);
    expect((await failure(statewright.clusters.progress(key))).code).toBe('WorkflowNotRunning');
  });
});

describe('a connection to Temporal', () => {
  const wrong: readonly [string, { address?: string; namespace?: string; tls?: boolean }, string, RegExp][] =
    [
      ['a port where nobody listens', { address: '127.0.0.1:9' }, 'TemporalUnavailable', /ECONNREFUSED/],
      ['a name that is none', { address: 'nowhere.invalid:7233' }, 'TemporalUnavailable', /[Rr]esol/],
      ['a namespace that is not there', { namespace: 'nowhere' }, 'TemporalRefused', /"nowhere"/],
      ['TLS to a server without it', { tls: true }, 'TemporalUnavailable', /TLS/],
    ];
  it.each(wrong)('says what is wrong with %s', async (_name, settings, code, sentence) => {
    const there = { address: environment.address, namespace: 'default', callTimeoutMs: 3_000 };
    const connection = connectTemporal({ ...there, ...settings });
    const refused = await failure(signalChanged(connection, key));
    await connection.close();
    expect(refused.code).toBe(code);
    expect(refused.sentence).toMatch(sentence);
  });
});
