import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: a NameNode, four DataNodes. */
export function hdfsCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'files',
    uid: '6f1c2d3e-0000-4000-8000-000000000003',
    formed: false,
    spec: {
      component: 'hdfs',
      version: '3.4.2',
      tenant: 'lake',
      nodeTypes: [
        { name: 'namenode', replicas: 1 },
        { name: 'datanode', replicas: 4 },
      ],
      ...spec,
    },
    ...fields,
  };
}
