import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import { nodeTypeSet } from '../node-type-set.js';
import { ownedMetadata } from '../ownership.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { jupyterRules } from './rules.js';
import { clientService, membersService } from './services.js';
import { tokenKey, tokenSecret } from './token.js';

/** All objects of a cluster of JupyterLab servers. Pure; filling in defaults again changes nothing. */
export function renderJupyter(given: ClusterToRender): RenderedCluster {
  const cluster = { ...given, spec: withDefaults(given.spec, jupyterRules) };
  const { nodeTypes, exposure } = cluster.spec;
  return {
    secrets: [{ metadata: ownedMetadata(cluster, tokenSecret(cluster.name)), keys: [tokenKey] }],
    shared: [
      clientService(cluster, exposure?.nodeType ?? jupyterRules.exposed),
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
