import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: one master, four tablet servers. */
export function kuduCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'facts',
    uid: '6f1c2d3e-0000-4000-8000-000000000006',
    formed: false,
    spec: {
      component: 'kudu',
      version: '1.17.0',
      tenant: 'analytics',
      nodeTypes: [
        { name: 'master', replicas: 1 },
        { name: 'tserver', replicas: 4 },
      ],
      ...spec,
    },
    ...fields,
  };
}
