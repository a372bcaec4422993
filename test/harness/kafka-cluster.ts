import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** The sample cluster as its owner writes it: one controller, three brokers. */
export function kafkaCluster(
  spec: Partial<DistributedClusterSpec> = {},
  fields: Partial<Omit<ClusterToRender, 'spec'>> = {},
): ClusterToRender {
  return {
    namespace: 'team-a',
    name: 'events',
    uid: '6f1c2d3e-0000-4000-8000-000000000002',
    formed: false,
    spec: {
      component: 'kafka',
      version: '4.1.0',
      tenant: 'streams',
      nodeTypes: [
        { name: 'controller', replicas: 1 },
        { name: 'broker', replicas: 3 },
      ],
      ...spec,
    },
    ...fields,
  };
}
