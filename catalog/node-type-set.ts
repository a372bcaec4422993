import type { OfflineStrategy } from '../api/advanced-stateful-set.js';
import type { ClusterToRender } from '../api/component.js';
import type { NodeType } from '../api/distributed-cluster.js';
import { group, nodeTypeSetName, version } from '../api/names.js';
import { addressAnnotation } from '../api/network/annotations.js';
import { annotationForOrdinalIps } from '../api/network/ordinal-addresses.js';
import { formatOrdinals, ordinalSet } from '../api/ordinals.js';
import type { Manifest } from '../api/object-meta.js';
import type { PodTemplate, StatefulSetSpec } from './kubernetes-objects.js';
import { clusterLabels, memberSelector, ownedMetadata } from './ownership.js';

type AdvancedSpec = StatefulSetSpec & { readonly offlineStrategy?: OfflineStrategy };

/**
 * The set that keeps the members of one node type. All components make their sets here and only here, because the kind
 * of set is a decision of the platform, not of a component.
 *
 * Members are started together (`Parallel`): they need each other to form a cluster. They are still replaced one by one.
 */
export function nodeTypeSet(cluster: ClusterToRender, nodeType: NodeType, template: PodTemplate): Manifest {
  const name = nodeTypeSetName(cluster.name, nodeType.name);
  const ordinalIps = annotationForOrdinalIps(nodeType.ordinalIPs);
  const { offlineOrdinals = [] } = nodeType;
  const spec: AdvancedSpec = {
    serviceName: name,
    replicas: nodeType.replicas,
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    // A member that comes back finds its data.
    ...(offlineOrdinals.length > 0 && {
      offlineStrategy: { podOrdinals: formatOrdinals(ordinalSet(offlineOrdinals)), volumes: 'Retain' },
    }),
    revisionHistoryLimit: 3,
    selector: { matchLabels: memberSelector(cluster, nodeType.name) },
    template: {
      ...template,
      metadata: {
        ...template.metadata,
        labels: { ...template.metadata?.labels, ...clusterLabels(cluster, nodeType.name) },
      },
    },
    // Claims never go because a set goes, by mistake or before the owner's wish to keep them has reached it: the cluster's
    // workflow deletes them by name when the members are gone. A member that was scaled away keeps its volumes, so that
    // scaling back brings its data back.
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumeClaimTemplates: (nodeType.volumes ?? []).map((volume) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: volume.name, labels: clusterLabels(cluster, nodeType.name) },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: volume.size } },
        ...(volume.storageClassName !== undefined && { storageClassName: volume.storageClassName }),
      },
    })),
  };
  return {
    apiVersion: `${group}/${version}`,
    kind: 'AdvancedStatefulSet',
    // On the set and not on its template, so that no member restarts because of another's address, or its own.
    metadata: {
      ...ownedMetadata(cluster, name, nodeType.name),
      ...(ordinalIps !== undefined && { annotations: { [addressAnnotation.ordinalIps]: ordinalIps } }),
    },
    spec,
  };
}
