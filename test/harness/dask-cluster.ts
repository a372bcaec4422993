import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: the scheduler and three workers. */
export function daskCluster(spec: Partial<DistributedClusterSpec> = {}): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'compute',
    uid: '6f1c2d3e-0000-4000-8000-000000000011',
    formed: false,
    spec: {
      component: 'dask',
      version: '2026.8.0',
      tenant: 'science',
      nodeTypes: [
        { name: 'scheduler', replicas: 1 },
        { name: 'worker', replicas: 3 },
      ],
      ...spec,
    },
  };
}
