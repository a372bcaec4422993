import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: three servers. */
export function postgresqlCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'default',
    name: 'orders',
    uid: '6f1c2d3e-0000-4000-8000-000000000003',
    formed: false,
    spec: {
      component: 'postgresql',
      version: '15',
      tenant: 'shop',
      nodeTypes: [{ name: 'server', replicas: 3 }],
      ...spec,
    },
    ...fields,
  };
}
