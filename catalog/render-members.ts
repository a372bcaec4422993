import type { ClusterToRender, ComponentRules, GeneratedSecret, RenderedCluster } from '../api/component.js';
import { withDefaults } from '../api/defaults.js';
import type { NodeType } from '../api/distributed-cluster.js';
import type { Manifest } from '../api/object-meta.js';
import type { PodTemplate } from './kubernetes-objects.js';
import { clientService, membersService, type NamedPort } from './member-services.js';
import { nodeTypeSet } from './node-type-set.js';

/** What a component says of its members; Services and sets are made of it in the same way for all. */
export interface MembersToRender {
  readonly rules: ComponentRules;
  /** What members of a node type listen at. */
  readonly ports: (nodeType: string) => readonly NamedPort[];
  /** Those of them at which clients begin; all of them unless said. */
  readonly clientPorts?: (nodeType: string) => readonly NamedPort[];
  readonly sessionAffinity?: 'ClientIP';
  readonly secrets?: (cluster: ClusterToRender) => readonly GeneratedSecret[];
  /** What members of a node type start from, in a ConfigMap. */
  readonly configurationFiles: (cluster: ClusterToRender, nodeType: NodeType) => Manifest;
  readonly podTemplate: (cluster: ClusterToRender, nodeType: NodeType) => PodTemplate;
}

/** All objects of a cluster. Pure; filling in defaults again changes nothing. */
export function renderMembers(given: ClusterToRender, members: MembersToRender): RenderedCluster {
  const { rules, ports, clientPorts = ports, sessionAffinity, secrets } = members;
  const cluster = { ...given, spec: withDefaults(given.spec, rules) };
  const { nodeTypes, exposure } = cluster.spec;
  const exposed = exposure?.nodeType ?? rules.exposed;
  return {
    ...(secrets !== undefined && { secrets: secrets(cluster) }),
    shared: [
      clientService(cluster, exposed, clientPorts(exposed), sessionAffinity),
      ...nodeTypes.flatMap((nodeType) => [
        membersService(cluster, nodeType.name, ports(nodeType.name)),
        members.configurationFiles(cluster, nodeType),
      ]),
    ],
    sets: nodeTypes.map((nodeType) => ({
      nodeType: nodeType.name,
      manifest: nodeTypeSet(cluster, nodeType, members.podTemplate(cluster, nodeType)),
    })),
  };
}
