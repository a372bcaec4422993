import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: a ResourceManager, two NodeManagers. */
export function yarnCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'jobs',
    uid: '6f1c2d3e-0000-4000-8000-000000000004',
    formed: false,
    spec: {
      component: 'yarn',
      version: '3.4.2',
      tenant: 'lake',
      nodeTypes: [
        { name: 'resourcemanager', replicas: 1 },
        { name: 'nodemanager', replicas: 2 },
      ],
      ...spec,
    },
    ...fields,
  };
}
