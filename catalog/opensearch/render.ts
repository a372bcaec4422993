import type { ClusterToRender, RenderedCluster } from '../../api/component.js';

export function renderOpensearch(cluster: ClusterToRender): RenderedCluster {
  return { shared: [], sets: cluster.spec.nodeTypes.map(() => ({ nodeType: '', manifest: { apiVersion: '', kind: '', metadata: { name: '' } } })) };
}
