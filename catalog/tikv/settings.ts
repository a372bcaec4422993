import type { ClusterConfig, DistributedClusterSpec, NodeType } from '../../api/distributed-cluster.js';

/** Prefix of settings in an owner's `config` that are for the platform and reach neither PD nor TiKV. */
const prefix = 'statewright.';

/** Image of the members of a node type, where it is not that of PingCAP: a mirror's. */
export const imageSetting = 'statewright.image';

export function isPlatformSetting(key: string): boolean {
  return key.startsWith(prefix);
}

/**
 * PD and TiKV come in an image each. One image that the owner names for the whole cluster must have both programs.
 *
 * | `statewright.image` of the node type | `image` of the spec | image                              |
 * | ------------------------------------ | ------------------- | ---------------------------------- |
 * | set                                  | any                 | that of the node type              |
 * | not set                              | set                 | that of the spec                   |
 * | not set                              | not set             | pingcap/pd or pingcap/tikv, by tag |
 */
export function imageOf(spec: DistributedClusterSpec, nodeType: Pick<NodeType, 'name' | 'config'>): string {
  const config: ClusterConfig = nodeType.config ?? {};
  const own = config[imageSetting];
  if (typeof own === 'string' && own !== '') return own;
  return spec.image ?? `pingcap/${nodeType.name}:v${spec.version}`;
}
