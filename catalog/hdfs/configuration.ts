import type { ClusterToRender } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { memberHost } from '../member-host.js';
import { leavingFile, paths, volumePath } from '../hadoop/paths.js';
import { laidOver, type Settings } from '../hadoop/site-files.js';
import { clientPort, dataNodeCallPort, dataNodeHttpPort, dataPort, nameNodeHttpPort } from './rules.js';

/**
 * Copies of a block unless its owner says otherwise: as many as leave one DataNode to go to when another is drained, but
 * two of two, so that no single disk is all there is.
 *
 * | DataNodes | copies |
 * | --------- | ------ |
 * | 1         | 1      |
 * | 2, 3      | 2      |
 * | 4 or more | 3      |
 */
export function copies(dataNodes: number): number {
  if (dataNodes <= 1) return 1;
  return dataNodes <= 3 ? 2 : 3;
}

/** Settings that all members of this node type share, those of its owner over the platform's. */
export function settings(cluster: ClusterToRender, nodeType: NodeType): Settings {
  const nameNode = memberHost(cluster, { nodeType: 'namenode', ordinal: 0 });
  const dataNodes = cluster.spec.nodeTypes.find(({ name }) => name === 'datanode')?.replicas ?? 1;
  const shared: Settings = {
    'fs.defaultFS': `hdfs://${nameNode}:${clientPort}`,
    'hadoop.tmp.dir': paths.temporary,
    'hadoop.prometheus.endpoint.enabled': true,
    'dfs.replication': copies(dataNodes),
    'dfs.namenode.rpc-address': `${nameNode}:${clientPort}`,
  };
  const own =
    nodeType.name === 'namenode' ? nameNodeSettings(nameNode, nodeType) : dataNodeSettings(nodeType);
  return laidOver({ ...shared, ...own }, nodeType.config);
}

function directories(nodeType: NodeType, folder: string): string {
  return (nodeType.volumes ?? []).map(({ name }) => `${volumePath(name)}/${folder}`).join(',');
}

function nameNodeSettings(host: string, nodeType: NodeType): Settings {
  return {
    'dfs.namenode.rpc-bind-host': '0.0.0.0',
    'dfs.namenode.http-address': `${host}:${nameNodeHttpPort}`,
    'dfs.namenode.http-bind-host': '0.0.0.0',
    // Each has all of it: a disk may be lost.
    'dfs.namenode.name.dir': directories(nodeType, 'name'),
    'dfs.hosts.exclude': leavingFile(nodeType.volumes?.[0]?.name ?? ''),
    // Addresses of pods have no names in every cluster's DNS.
    'dfs.namenode.datanode.registration.ip-hostname-check': false,
    // A member that leaves is looked at every 5 s, so that nobody waits for the look (30 s by itself).
    'dfs.namenode.decommission.interval': 5,
  };
}

function dataNodeSettings(nodeType: NodeType): Settings {
  return {
    'dfs.datanode.data.dir': directories(nodeType, 'data'),
    'dfs.datanode.hostname': '${env.MEMBER_HOST}',
    'dfs.datanode.address': `0.0.0.0:${dataPort}`,
    'dfs.datanode.http.address': `0.0.0.0:${dataNodeHttpPort}`,
    'dfs.datanode.ipc.address': `0.0.0.0:${dataNodeCallPort}`,
  };
}
