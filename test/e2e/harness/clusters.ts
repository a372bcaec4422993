import type { DistributedClusterManifest } from '../../../api/distributed-cluster.js';
import { clusterWorkflowId, label, type ObjectKey } from '../../../api/names.js';
import { isReady, StatewrightError } from '../../../client/index.js';
import {
  configMaps,
  persistentVolumeClaims,
  pods,
  services,
  advancedStatefulSets,
  type Resource,
} from '../../../kubernetes/index.js';
import { waitUntil } from '../../integration/harness/wait-until.js';
import type { RunningStack } from './running-stack.js';

/** The smallest OpenSearch cluster: one master, one data member that answers clients too. */
export function smallCluster(
  { namespace, name }: ObjectKey,
  changes: Partial<DistributedClusterManifest['spec']> = {},
): DistributedClusterManifest {
  return {
    apiVersion: 'statewright.io/v1alpha1',
    kind: 'DistributedCluster',
    metadata: { namespace, name },
    spec: {
      component: 'opensearch',
      version: '2.19.1',
      tenant: 'tests',
      nodeTypes: [
        { name: 'master', replicas: 1 },
        { name: 'data', replicas: 1 },
      ],
      exposure: { nodeType: 'data' },
      ...changes,
    },
  };
}

/** Waits until everything that the cluster asks for is in place; says what held it up if not. */
export async function untilReady(
  { statewright }: RunningStack,
  key: ObjectKey,
  seconds = 300,
): Promise<void> {
  const signal = AbortSignal.timeout(seconds * 1_000);
  let message = 'nothing was seen';
  for await (const sighting of statewright.clusters.watch(key, { signal })) {
    if (isReady(sighting)) return;
    message = sighting.progress?.message ?? sighting.cluster?.status?.message ?? message;
  }
  throw new Error(`${key.namespace}/${key.name} is not ready after ${seconds} s: ${message}`);
}

/** Names of everything in Kubernetes that was made for clusters of this name, claims included. */
export async function leftOf({ kubernetes }: RunningStack, key: ObjectKey): Promise<readonly string[]> {
  const labelSelector = `${label.cluster}=${key.name}`;
  const kinds: readonly Resource[] = [
    pods,
    advancedStatefulSets,
    services,
    configMaps,
    persistentVolumeClaims,
  ];
  const lists = await Promise.all(
    kinds.map(async (resource) => {
      const { items } = await kubernetes.list(resource, { namespace: key.namespace, labelSelector });
      return items.map((item) => `${resource.kind} ${item.metadata.name}`);
    }),
  );
  return lists.flat();
}

/** Deletes the cluster and waits until neither it nor its workflow is there. Does nothing if there is none. */
export async function deleteAndWait(stack: RunningStack, key: ObjectKey): Promise<void> {
  try {
    await stack.statewright.clusters.delete(key);
  } catch (error) {
    if (!(error instanceof StatewrightError && error.code === 'ClusterNotFound')) throw error;
  }
  await waitUntil(
    `${key.name} is gone`,
    async () =>
      (await stack.statewright.clusters.list(key.namespace)).every((it) => it.metadata.name !== key.name),
    { timeoutMs: 180_000, everyMs: 250 },
  );
}

/** Whether the cluster's workflow is running, by Temporal's own word. */
export async function workflowRuns(stack: RunningStack, key: ObjectKey): Promise<boolean> {
  try {
    await stack.statewright.clusters.progress(key);
    return true;
  } catch (error) {
    if (error instanceof StatewrightError && error.code === 'WorkflowNotRunning') return false;
    throw new Error(`Temporal does not tell whether ${clusterWorkflowId(key)} runs`, { cause: error });
  }
}
