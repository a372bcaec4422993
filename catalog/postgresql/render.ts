import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import { nodeTypeSet } from '../node-type-set.js';
import { ownedMetadata } from '../ownership.js';
import { accessRights } from './access-rights.js';
import { configurationFiles, keptObjects } from './configuration.js';
import { passwordKeys, passwordsName } from './names.js';
import { podTemplate } from './pods.js';
import { postgresqlRules } from './rules.js';
import { membersService, primaryService, replicaService } from './services.js';

/** All objects of a PostgreSQL cluster. Pure; filling in defaults again changes nothing. */
export function renderPostgresql(given: ClusterToRender): RenderedCluster {
  const cluster = { ...given, spec: withDefaults(given.spec, postgresqlRules) };
  const { nodeTypes } = cluster.spec;
  return {
    secrets: [{ metadata: ownedMetadata(cluster, passwordsName(cluster)), keys: passwordKeys }],
    shared: [
      primaryService(cluster),
      replicaService(cluster),
      membersService(cluster),
      ...nodeTypes.flatMap((nodeType) => [
        ...accessRights(cluster, nodeType),
        configurationFiles(cluster, nodeType),
        ...keptObjects(cluster, nodeType),
      ]),
    ],
    sets: nodeTypes.map((nodeType) => ({
      nodeType: nodeType.name,
      manifest: nodeTypeSet(cluster, nodeType, podTemplate(cluster, nodeType)),
    })),
  };
}
