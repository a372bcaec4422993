import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { ownedMetadata } from '../ownership.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import { superuserSecret } from './identity.js';
import { podTemplate } from './pods.js';
import { client, memberPorts } from './ports.js';
import { zookeeperRules } from './rules.js';

/** All objects of a ZooKeeper cluster. */
export function renderZookeeper(given: ClusterToRender): RenderedCluster {
  return renderMembers(given, {
    rules: zookeeperRules,
    ports: () => memberPorts,
    clientPorts: () => [client],
    secrets: (cluster) => [
      { metadata: ownedMetadata(cluster, superuserSecret(cluster)), keys: ['password'] },
    ],
    configurationFiles,
    podTemplate,
  });
}
