import { clusterOwner, type ClusterToRender } from '../api/component.js';
import { label, managedBy } from '../api/names.js';
import type { Manifest } from '../api/object-meta.js';

/** Labels of everything made for a cluster, or for one of its node types. None of them ever changes. */
export function clusterLabels(cluster: ClusterToRender, nodeType?: string): Record<string, string> {
  return {
    [label.managedBy]: managedBy,
    [label.component]: cluster.spec.component,
    [label.cluster]: cluster.name,
    [label.clusterUid]: cluster.uid,
    [label.tenant]: cluster.spec.tenant,
    ...(nodeType !== undefined && { [label.nodeType]: nodeType }),
  };
}

/** The labels by which the members of one node type are found: the UID keeps a later cluster of the same name apart. */
export function memberSelector(cluster: ClusterToRender, nodeType: string): Record<string, string> {
  return { [label.clusterUid]: cluster.uid, [label.nodeType]: nodeType };
}

/** Metadata of an object that belongs to the cluster and goes with it. */
export function ownedMetadata(
  cluster: ClusterToRender,
  name: string,
  nodeType?: string,
): Manifest['metadata'] {
  return {
    name,
    namespace: cluster.namespace,
    labels: clusterLabels(cluster, nodeType),
    ownerReferences: [clusterOwner(cluster)],
  };
}
