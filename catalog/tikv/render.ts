import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import { nodeTypeSet } from '../node-type-set.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { tikvRules } from './rules.js';
import { clientService, membersService } from './services.js';

/** All objects of a TiKV cluster. Pure; filling in defaults again changes nothing. */
export function renderTikv(given: ClusterToRender): RenderedCluster {
  const cluster = { ...given, spec: withDefaults(given.spec, tikvRules) };
  const { nodeTypes, exposure } = cluster.spec;
  return {
    shared: [
      clientService(cluster, exposure?.nodeType ?? tikvRules.exposed),
      ...nodeTypes.flatMap((nodeType) => [
        membersService(cluster, nodeType.name),
        configurationFiles(cluster, nodeType),
      ]),
    ],
    sets: nodeTypes.map((nodeType) => ({
      nodeType: nodeType.name,
      manifest: nodeTypeSet(cluster, nodeType, podTemplate(cluster, nodeType)),
    })),
  };
}
