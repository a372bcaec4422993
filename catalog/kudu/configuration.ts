import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { parseQuantity } from '../../api/quantity.js';
import { ownedMetadata } from '../ownership.js';
import { masterAddresses } from './identity.js';
import { paths, volumePath } from './paths.js';
import { userName } from './protocol/connection.js';
import { masterPagesPort, tserverPagesPort } from './rules.js';

type Settings = Readonly<Record<string, string | number | boolean>>;

/** Kudu counts against its limit what it allocates, not what the threads and the program itself take. */
const shareOfMemory = 0.8;
/** Kudu's own default, which needs a member of a few GiB. */
const largestCacheMebibytes = 512;

/**
 * Flags that all members of this node type share, those of its owner over the platform's. A member's own, its addresses, are
 * added by the start script.
 */
export function settings(cluster: ClusterToRender, nodeType: NodeType): Settings {
  const volumes = nodeType.volumes ?? [];
  const count = cluster.spec.nodeTypes.find(({ name }) => name === 'master')?.replicas ?? 1;
  const masters = masterAddresses(cluster, count);
  const memory = parseQuantity(nodeType.resources?.memory ?? '0') ?? 0;
  const isMaster = nodeType.name === 'master';
  const shared: Settings = {
    ...(isMaster ? { master_addresses: masters } : { tserver_master_addrs: masters }),
    fs_wal_dir: `${volumePath(volumes[0]?.name ?? '')}/wal`,
    fs_data_dirs: volumes.map(({ name }) => `${volumePath(name)}/data`).join(','),
    webserver_port: isMaster ? masterPagesPort : tserverPagesPort,
    webserver_doc_root: `${paths.home}/www`,
    log_dir: paths.temporary,
    // Logs are read from the pod, and the files beside must not fill its temporary volume.
    logtostderr: true,
    memory_limit_hard_bytes: Math.floor(memory * shareOfMemory),
    block_cache_capacity_mb: Math.min(largestCacheMebibytes, Math.floor(memory / 2 ** 20 / 5)),
    // Operators who call Kudu's own tool in a pod are `kudu`.
    superuser_acl: `${userName},kudu`,
    ...(isMaster && { default_num_replicas: copies(cluster) }),
  };
  return { ...shared, ...sorted(nodeType.config ?? {}) };
}

/** Of tables that are made without saying: an odd number that the tablet servers can hold. */
function copies({ spec }: ClusterToRender): number {
  return (spec.nodeTypes.find(({ name }) => name === 'tserver')?.replicas ?? 1) >= 3 ? 3 : 1;
}

/** Equal settings make equal files, in whatever order they were written. */
function sorted(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** As gflags reads it: a flag a line. A line break in a value would begin another flag. */
export function flagFile(given: Settings): string {
  const plain = (text: string) => text.replaceAll(/[\r\n]+/g, ' ');
  return Object.entries(given)
    .map(([name, value]) => `--${plain(name)}=${plain(String(value))}\n`)
    .join('');
}

/** The file that members of this node type start from, in a ConfigMap named like the set. */
export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType.name), nodeType.name),
    data: { 'kudu.flags': flagFile(settings(cluster, nodeType)) },
  };
}

/** Differs when members must be restarted for their configuration. */
export function configurationHash(cluster: ClusterToRender, nodeType: NodeType): string {
  return createHash('sha256')
    .update(flagFile(settings(cluster, nodeType)))
    .digest('hex')
    .slice(0, 16);
}
