import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: one master, two data members, one client. */
export function opensearchCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'logs',
    uid: '6f1c2d3e-0000-4000-8000-000000000001',
    formed: false,
    spec: {
      component: 'opensearch',
      version: '2.19.1',
      tenant: 'search',
      nodeTypes: [
        { name: 'master', replicas: 1 },
        { name: 'data', replicas: 2 },
        { name: 'client', replicas: 1 },
      ],
      ...spec,
    },
    ...fields,
  };
}
