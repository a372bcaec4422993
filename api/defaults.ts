import type { ComponentRules } from './component.js';
import type { DistributedClusterSpec, NodeType } from './distributed-cluster.js';

function nodeTypeWithDefaults(nodeType: NodeType, rules: ComponentRules): NodeType {
  const defaults = rules.nodeTypes.find((rule) => rule.name === nodeType.name)?.defaults;
  if (defaults === undefined) return nodeType;
  return {
    ...nodeType,
    resources: {
      cpu: nodeType.resources?.cpu ?? defaults.cpu,
      memory: nodeType.resources?.memory ?? defaults.memory,
    },
    volumes: nodeType.volumes ?? defaults.volumes.map((volume) => ({ ...volume })),
    config: nodeType.config ?? {},
  };
}

/**
 * The spec with everything that its owner left open filled in from the catalog: resources, volumes, which node type
 * answers clients, and `Delete` as the fate of the volumes. Doing it twice changes nothing. What the catalog does not
 * know (a node type, the name of a storage class) stays as it is. The defaults are not written into the resource, so
 * that an owner who left them open follows the catalog.
 */
export function withDefaults(spec: DistributedClusterSpec, rules: ComponentRules): DistributedClusterSpec {
  return {
    ...spec,
    nodeTypes: spec.nodeTypes.map((nodeType) => nodeTypeWithDefaults(nodeType, rules)),
    exposure: spec.exposure ?? { nodeType: defaultExposure(spec, rules) },
    volumeRetention: spec.volumeRetention ?? { whenDeleted: 'Delete' },
  };
}

/** The catalog's choice if the spec has members of it, else the last node type that has members. */
function defaultExposure(spec: DistributedClusterSpec, rules: ComponentRules): string {
  const populated = spec.nodeTypes.filter((nodeType) => nodeType.replicas > 0).map(({ name }) => name);
  if (populated.includes(rules.exposed)) return rules.exposed;
  return populated.at(-1) ?? rules.exposed;
}
