import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import { nodeTypeSet } from '../node-type-set.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { kuduRules } from './rules.js';
import { clientService, membersService } from './services.js';

/** All objects of a Kudu cluster. Pure; filling in defaults again changes nothing. */
export function renderKudu(given: ClusterToRender): RenderedCluster {
  const cluster = { ...given, spec: withDefaults(given.spec, kuduRules) };
  const { nodeTypes, exposure } = cluster.spec;
  return {
    shared: [
      clientService(cluster, exposure?.nodeType ?? kuduRules.exposed),
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
