import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import { nodeTypeSet } from '../node-type-set.js';
import { ownedMetadata } from '../ownership.js';
import { configurationFiles } from './configuration.js';
import { superuserSecret } from './identity.js';
import { podTemplate } from './pods.js';
import { zookeeperRules } from './rules.js';
import { clientService, membersService } from './services.js';

/** All objects of a ZooKeeper cluster. Pure; filling in defaults again changes nothing. */
export function renderZookeeper(given: ClusterToRender): RenderedCluster {
  const cluster = { ...given, spec: withDefaults(given.spec, zookeeperRules) };
  const { nodeTypes, exposure } = cluster.spec;
  return {
    secrets: [{ metadata: ownedMetadata(cluster, superuserSecret(cluster)), keys: ['password'] }],
    shared: [
      clientService(cluster, exposure?.nodeType ?? zookeeperRules.exposed),
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
