import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: two servers. */
export function jupyterCluster(spec: Partial<DistributedClusterSpec> = {}): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'lab',
    uid: '6f1c2d3e-0000-4000-8000-000000000012',
    formed: false,
    spec: {
      component: 'jupyter',
      version: '4.6.6',
      tenant: 'science',
      nodeTypes: [{ name: 'server', replicas: 2 }],
      ...spec,
    },
  };
}
