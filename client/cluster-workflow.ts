import { searchAttribute } from '../api/search-attributes.js';
import { clusterWorkflowId, formatKey, type ObjectKey } from '../api/names.js';
import type * as contract from '../workflows/cluster/contract.js';

/*
 * Names by which the cluster workflow is reached. Only types may come from workflows/, whose code is made for another
 * runtime; the compiler holds each name to the one over there.
 */
export const clusterWorkflowType: typeof contract.clusterWorkflowType = 'cluster';
export const clusterChangedSignal: typeof contract.clusterChangedSignal = 'changed';
export const clusterProgressQuery: typeof contract.clusterProgressQuery = 'progress';
export const scaleUpdate: typeof contract.scaleUpdate = 'scale';
export const upgradeUpdate: typeof contract.upgradeUpdate = 'upgrade';
export const configureUpdate: typeof contract.configureUpdate = 'configure';
export const orchestratorTaskQueue: typeof contract.orchestratorTaskQueue = 'statewright';

/** What lists in the Temporal UI can show from the first moment; the workflow keeps it up to date. */
export interface ClusterFacts {
  readonly tenant?: string;
  readonly component?: string;
}

/** How the workflow of a cluster is started, whoever starts it. */
export interface ClusterStartOptions {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [contract.ClusterInput];
  /** A cluster may be made, deleted and made again under one name; its workflow ends with it each time. */
  readonly workflowIdReusePolicy: 'ALLOW_DUPLICATE';
  readonly typedSearchAttributes: { key: (typeof searchAttribute)['cluster']; value: string }[];
  readonly staticSummary: string;
  readonly memo: Readonly<Record<string, string>>;
}

/** Pure. `spec` goes along only for a start that brings its own wish. */
export function clusterStartOptions(
  key: ObjectKey,
  taskQueue: string,
  facts: ClusterFacts = {},
  spec?: contract.ClusterInput['spec'],
): ClusterStartOptions {
  const { namespace, name } = key;
  const { tenant, component } = facts;
  return {
    workflowId: clusterWorkflowId(key),
    taskQueue,
    args: [{ namespace, name, ...(spec && { spec }) }],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    typedSearchAttributes: [
      { key: searchAttribute.cluster, value: formatKey(key) },
      ...(tenant === undefined ? [] : [{ key: searchAttribute.tenant, value: tenant }]),
      ...(component === undefined ? [] : [{ key: searchAttribute.component, value: component }]),
    ],
    staticSummary: `Cluster ${formatKey(key)}`,
    memo: { resource: `DistributedCluster ${formatKey(key)}` },
  };
}
