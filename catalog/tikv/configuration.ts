import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { parseQuantity } from '../../api/quantity.js';
import { ownedMetadata } from '../ownership.js';
import { memberHost } from '../member-host.js';
import { raftDirectory } from './paths.js';
import { peerPort } from './rules.js';
import { isPlatformSetting } from './settings.js';
import { toml, type Settings } from './toml.js';

/** The label of a store that says on which machine it is. */
export const machineLabel = 'host';

const maxReplicas = 'replication.max-replicas';

/** Three copies survive one store, two no more than one does: a Raft group needs a majority. */
function copies(stores: number): number {
  return stores >= 3 ? 3 : 1;
}

/** Settings that all members of this node type share, those of its owner over the platform's. */
export function settings(cluster: ClusterToRender, nodeType: NodeType): Settings {
  const shared = nodeType.name === 'pd' ? pdSettings(cluster) : storeSettings(nodeType);
  const own = Object.entries(nodeType.config ?? {}).filter(([key]) => !isPlatformSetting(key));
  return { ...shared, ...(Object.fromEntries(own) satisfies ClusterConfig) };
}

/** PD takes these when it founds the cluster, and keeps what it has then: later they are changed by its own interface. */
function pdSettings({ spec }: ClusterToRender): Settings {
  const stores = spec.nodeTypes.find(({ name }) => name === 'tikv')?.replicas ?? 1;
  return {
    [maxReplicas]: copies(stores),
    'replication.location-labels': [machineLabel],
  };
}

/** Bytes that TiKV keeps free by itself for mending a full disk. */
const ownReserve = 5 * 10 ** 9;

/** A volume may be a folder of a larger disk, so the store is told what is its own. */
function storeSettings({ volumes = [], resources }: NodeType): Settings {
  const [data, raft] = volumes;
  const capacity = parseQuantity(data?.size ?? '0') ?? 0;
  const memory = parseQuantity(resources?.memory ?? '0') ?? 0;
  return {
    'raftstore.capacity': bytes(capacity),
    // The whole of it would be half of a small volume.
    'storage.reserve-space': bytes(Math.min(ownReserve, capacity * 0.05)),
    'storage.block-cache.capacity': bytes(memory * 0.45),
    ...(raft !== undefined && { 'raft-engine.dir': raftDirectory(raft.name) }),
  };
}

function bytes(number: number): string {
  return `${Math.floor(number)}B`;
}

/** Host names of the members of PD that are asked for, one a line. */
export function pdHosts(cluster: ClusterToRender): readonly string[] {
  const replicas = cluster.spec.nodeTypes.find(({ name }) => name === 'pd')?.replicas ?? 0;
  return Array.from({ length: replicas }, (_, ordinal) => memberHost(cluster, { nodeType: 'pd', ordinal }));
}

/**
 * The members that found the cluster. Empty as soon as it was formed once: later the list would let members that lost
 * their disks found a second, empty cluster.
 */
export function initialCluster(cluster: ClusterToRender): string {
  if (cluster.formed) return '';
  const set = nodeTypeSetName(cluster.name, 'pd');
  return pdHosts(cluster)
    .map((host, ordinal) => `${set}-${ordinal}=http://${host}:${peerPort}`)
    .join(',');
}

/** The files that members of this node type start from, in a ConfigMap named like the set. */
export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType.name), nodeType.name),
    data: {
      'server.toml': toml(settings(cluster, nodeType)),
      'pd-hosts': pdHosts(cluster)
        .map((host) => `${host}\n`)
        .join(''),
      ...(nodeType.name === 'pd' && { 'initial-cluster': initialCluster(cluster) }),
    },
  };
}

/**
 * Differs when members must be restarted for their configuration. Who else is there is no such change, and neither is how many
 * copies PD makes of the regions of a new cluster, unless the owner says so: that follows the number of stores.
 */
export function configurationHash(cluster: ClusterToRender, nodeType: NodeType): string {
  const lasting = Object.entries(settings(cluster, nodeType)).filter(
    ([key]) => key !== maxReplicas || nodeType.config?.[key] !== undefined,
  );
  return createHash('sha256')
    .update(toml(Object.fromEntries(lasting)))
    .digest('hex')
    .slice(0, 16);
}
