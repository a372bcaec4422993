import type { ClusterView, DataNode } from './cluster-view.js';

/** The member files-datanode-<ordinal>, with 100 of 1000 bytes used. */
export function dataNode(ordinal: number, fields: Partial<DataNode> = {}): DataNode {
  return {
    name: `files-datanode-${ordinal}.files-datanode.team-a.svc:9866`,
    alive: true,
    leaving: 'no',
    capacity: 1_000,
    used: 100,
    free: 900,
    blocksLeft: 0,
    ...fields,
  };
}

/** All is well with four DataNodes, unless said otherwise. */
export function clusterView(fields: Partial<ClusterView> = {}): ClusterView {
  return {
    safeMode: '',
    missing: 0,
    corrupt: 0,
    fewCopies: 0,
    pending: 0,
    endangered: 0,
    dataNodes: [0, 1, 2, 3].map((ordinal) => dataNode(ordinal)),
    ...fields,
  };
}
