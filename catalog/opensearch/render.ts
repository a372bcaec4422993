import type { ClusterToRender, ComponentRules, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import { nodeTypeSet } from '../node-type-set.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import type { SearchEngine } from './engine.js';
import { clientService, membersService } from './services.js';

/** All objects of a cluster. Pure; filling in defaults again changes nothing. */
export function renderSearch(
  engine: SearchEngine,
  rules: ComponentRules,
  given: ClusterToRender,
): RenderedCluster {
  const cluster = { ...given, spec: withDefaults(given.spec, rules) };
  const { nodeTypes, exposure } = cluster.spec;
  return {
    shared: [
      clientService(cluster, exposure?.nodeType ?? rules.exposed),
      ...nodeTypes.flatMap((nodeType) => [
        membersService(cluster, nodeType.name),
        configurationFiles(engine, cluster, nodeType),
      ]),
    ],
    sets: nodeTypes.map((nodeType) => ({
      nodeType: nodeType.name,
      manifest: nodeTypeSet(cluster, nodeType, podTemplate(engine, cluster, nodeType)),
    })),
  };
}
