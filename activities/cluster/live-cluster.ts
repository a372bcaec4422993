import type { Component, GeneratedSecret, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import type { DistributedCluster } from '../../api/distributed-cluster.js';
import { StatewrightError } from '../../api/errors/index.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { ClusterRef } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';

/** A cluster as it is at this moment, with its component. */
export interface LiveCluster {
  readonly cluster: DistributedCluster;
  readonly component: Component;
}

/**
 * Reads the very cluster that `ref` means.
 * @throws StatewrightError ClusterNotFound, or ClusterReplaced if the name now belongs to a later cluster.
 */
export async function readCluster(
  { kubernetes }: ClusterDependencies,
  ref: ClusterRef,
): Promise<DistributedCluster> {
  const { namespace, name } = ref;
  const cluster = await kubernetes.get(distributedClusters, { namespace, name });
  if (cluster === undefined) throw new StatewrightError('ClusterNotFound', { namespace, name });
  if (cluster.metadata.uid !== ref.uid) throw new StatewrightError('ClusterReplaced', { namespace, name });
  return cluster;
}

/**
 * As `readCluster`, for those who are about to build.
 * @throws StatewrightError ClusterBeingDeleted, UnknownComponent besides.
 */
export async function readLiveCluster(
  dependencies: ClusterDependencies,
  ref: ClusterRef,
): Promise<LiveCluster> {
  const { namespace, name } = ref;
  const cluster = await readCluster(dependencies, ref);
  if (cluster.metadata.deletionTimestamp !== undefined) {
    throw new StatewrightError('ClusterBeingDeleted', { namespace, name });
  }
  return { cluster, component: componentOf(dependencies, cluster) };
}

/** @throws StatewrightError UnknownComponent */
export function componentOf({ catalog }: ClusterDependencies, cluster: DistributedCluster): Component {
  const component = catalog.component(cluster.spec.component);
  if (component === undefined) {
    const known = catalog.rules.map((rules) => rules.component).join(', ');
    throw new StatewrightError('UnknownComponent', { component: cluster.spec.component, known });
  }
  return component;
}

/** The objects that the cluster asks for now. */
export function renderCluster({ cluster, component }: LiveCluster, formed?: boolean): RenderedCluster {
  return component.render({
    namespace: cluster.metadata.namespace ?? '',
    name: cluster.metadata.name,
    uid: cluster.metadata.uid,
    spec: withDefaults(cluster.spec, component.rules),
    formed: formed ?? cluster.status?.formed ?? false,
  });
}

/** The Secrets that were made for it; none if the catalog no longer knows the component: then they go as what it owns. */
export function secretsOf(
  { catalog }: ClusterDependencies,
  cluster: DistributedCluster,
): readonly GeneratedSecret[] {
  const component = catalog.component(cluster.spec.component);
  return component === undefined ? [] : (renderCluster({ cluster, component }).secrets ?? []);
}

/** Whether the owner asked to keep the volumes. */
export function retains(cluster: DistributedCluster): boolean {
  return cluster.spec.volumeRetention?.whenDeleted === 'Retain';
}
