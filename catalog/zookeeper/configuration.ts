import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import { memberHost } from '../member-host.js';
import { roleOf, serverId } from './identity.js';
import { volumePath } from './paths.js';
import { adminPort, clientPort, electionPort, metricsPort, quorumPort } from './rules.js';

type Settings = Readonly<Record<string, string | number | boolean>>;

/** Where a member keeps its files: the first volume, and its transaction log on the second one if there is one. */
export function folders({ volumes = [] }: NodeType): { readonly data: string; readonly log: string } {
  const data = volumePath(volumes[0]?.name ?? 'data');
  return { data, log: volumes[1] === undefined ? data : volumePath(volumes[1].name) };
}

/** Settings that all members of this node type share, those of its owner over the platform's. */
export function settings(nodeType: NodeType): Settings {
  const { data, log } = folders(nodeType);
  const shared: Settings = {
    tickTime: 2000,
    // A member with much data has a minute to take it over from the leader.
    initLimit: 30,
    syncLimit: 5,
    'autopurge.snapRetainCount': 3,
    'autopurge.purgeInterval': 1,
    dataDir: `${data}/data`,
    dataLogDir: `${log}/log`,
    reconfigEnabled: true,
    standaloneEnabled: false,
    // Of the pod: its own name may not be resolvable yet when it starts.
    quorumListenOnAllIPs: true,
    'admin.enableServer': true,
    'admin.serverAddress': '0.0.0.0',
    'admin.serverPort': adminPort,
    'admin.snapshot.enabled': false,
    'admin.restore.enabled': false,
    'metricsProvider.className': 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider',
    'metricsProvider.httpHost': '0.0.0.0',
    'metricsProvider.httpPort': metricsPort,
  };
  return { ...shared, ...sorted(nodeType.config ?? {}) };
}

/** Equal settings make equal files, in whatever order they were written. */
function sorted(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * As java.util.Properties reads it: every character that means something there, or is not plain ASCII, escaped. ZooKeeper
 * writes the file anew without escapes, so the start script makes it again each time.
 */
export function properties(given: Settings): string {
  const escaped = (text: string, special: RegExp): string =>
    text.replaceAll(special, (character) => {
      const plain = character >= ' ' && character <= '~';
      return plain ? `\\${character}` : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return Object.entries(given)
    .map(([name, value]) => {
      const key = escaped(name, /[\\ :=#!]|[^ -~]/g);
      return `${key}=${escaped(String(value), /^ |[\\]|[^ -~]/g)}\n`;
    })
    .join('');
}

/** A line of ZooKeeper's list of servers: clients are served at all addresses of the pod. */
export function serverLine(
  cluster: { readonly namespace: string; readonly name: string },
  member: { readonly nodeType: string; readonly ordinal: number },
): string {
  const host = memberHost(cluster, member);
  return `server.${serverId(member)}=${host}:${quorumPort}:${electionPort}:${roleOf(member.nodeType)};${clientPort}`;
}

/** Where a member that has no list of its own begins: all that the spec asks for. */
export function servers(cluster: ClusterToRender): string {
  return cluster.spec.nodeTypes
    .flatMap(({ name: nodeType, replicas }) =>
      Array.from({ length: replicas }, (_, ordinal) => `${serverLine(cluster, { nodeType, ordinal })}\n`),
    )
    .join('');
}

/** The files that members of this node type start from, in a ConfigMap named like the set. */
export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, nodeTypeSetName(cluster.name, nodeType.name), nodeType.name),
    data: {
      'zoo.cfg': properties(settings(nodeType)),
      servers: servers(cluster),
      formed: cluster.formed ? 'yes\n' : 'no\n',
    },
  };
}

/** Differs when members must be restarted for their configuration; who else there is, ZooKeeper tells them as they run. */
export function configurationHash(nodeType: NodeType): string {
  return createHash('sha256')
    .update(properties(settings(nodeType)))
    .digest('hex')
    .slice(0, 16);
}
