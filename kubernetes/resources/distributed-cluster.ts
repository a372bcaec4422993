import { distributedClusterSchema, type DistributedCluster } from '../../api/distributed-cluster.js';
import { group, version } from '../../api/names.js';
import type { Resource } from '../resource.js';

/** Ours; served once charts/statewright/crds is applied. */
export const distributedClusters: Resource<DistributedCluster> = {
  group,
  version,
  plural: 'distributedclusters',
  kind: 'DistributedCluster',
  namespaced: true,
  schema: distributedClusterSchema,
};
