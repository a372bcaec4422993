import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { memberPodName } from '../../api/membership.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import { accountName, kept, scope } from './names.js';
import { server } from './rules.js';

const rbac = 'rbac.authorization.k8s.io';

/**
 * Who the members are at the API server, and what they may do there: write what Patroni keeps and each other's pods, by name.
 * Reading cannot be tied to names, as Patroni finds its own by their labels.
 */
export function accessRights(cluster: ClusterToRender, nodeType: NodeType): readonly Manifest[] {
  const name = accountName(cluster);
  const metadata = ownedMetadata(cluster, name, server);
  const members = Array.from({ length: nodeType.replicas }, (_, ordinal) =>
    memberPodName(cluster.name, { nodeType: server, ordinal }),
  );
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: [''], resources: ['configmaps', 'pods'], verbs: ['get', 'list', 'watch'] },
        {
          apiGroups: [''],
          resources: ['configmaps'],
          resourceNames: kept.map((it) => `${scope(cluster)}-${it}`),
          verbs: ['patch'],
        },
        { apiGroups: [''], resources: ['pods'], resourceNames: members, verbs: ['patch'] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: cluster.namespace }],
    },
  ];
}
