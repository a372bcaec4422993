import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: three members of PD, four stores. */
export function tikvCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'keys',
    uid: '6f1c2d3e-0000-4000-8000-000000000003',
    formed: false,
    spec: {
      component: 'tikv',
      version: '8.5.5',
      tenant: 'accounts',
      nodeTypes: [
        { name: 'pd', replicas: 3 },
        { name: 'tikv', replicas: 4 },
      ],
      ...spec,
    },
    ...fields,
  };
}
