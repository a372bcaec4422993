import { createHash } from 'node:crypto';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import { memberHost } from '../member-host.js';
import { clusterId, firstControllerId, firstDirectoryId } from './identity.js';
import { logDirectory } from './paths.js';
import { clientPort, controllerPort } from './rules.js';
import { isPlatformSetting } from './settings.js';

type Settings = Readonly<Record<string, string | number | boolean>>;

/** Copies of a topic and how many must be there for a write, by the brokers there are: as safe as their number allows. */
const copies = (brokers: number): number => Math.min(3, Math.max(1, brokers));
const copiesInSync = (brokers: number): number => Math.max(1, copies(brokers) - 1);

/**
 * Settings that all members of this node type share, those of its owner over the platform's. What is a member's own,
 * its id, names and rack, is added by the start script.
 */
export function settings(cluster: ClusterToRender, nodeType: NodeType): Settings {
  const logDirs = (nodeType.volumes ?? []).map(({ name }) => logDirectory(name));
  const shared: Settings = {
    'process.roles': nodeType.name,
    // The name of the Service stands for all controllers, so no member restarts because one was added.
    'controller.quorum.bootstrap.servers': `${nodeTypeSetName(cluster.name, 'controller')}.${cluster.namespace}.svc:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    listeners:
      nodeType.name === 'controller' ? `CONTROLLER://:${controllerPort}` : `PLAINTEXT://:${clientPort}`,
    'log.dirs': logDirs.join(','),
    ...topicDefaults(cluster),
    // A broker hands its partitions over before it ends, and takes its preferred ones back.
    'controlled.shutdown.enable': true,
    'auto.leader.rebalance.enable': true,
    'unclean.leader.election.enable': false,
  };
  return { ...shared, ...sorted(ownSettings(nodeType.config ?? {})) };
}

/** Controllers use the values for topics that are made without their own, brokers for their internal topics: both have all. */
function topicDefaults({ spec }: ClusterToRender): Settings {
  const brokers = spec.nodeTypes.find(({ name }) => name === 'broker')?.replicas ?? 1;
  return {
    'default.replication.factor': copies(brokers),
    'min.insync.replicas': copiesInSync(brokers),
    'offsets.topic.replication.factor': copies(brokers),
    'transaction.state.log.replication.factor': copies(brokers),
    'transaction.state.log.min.isr': copiesInSync(brokers),
    'share.coordinator.state.topic.replication.factor': copies(brokers),
    'share.coordinator.state.topic.min.isr': copiesInSync(brokers),
  };
}

/** What of the owner's settings is for Kafka. */
function ownSettings(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !isPlatformSetting(key)));
}

/** Equal settings make equal files, in whatever order they were written. */
function sorted(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** As java.util.Properties reads it: every character that means something there, or is not plain ASCII, escaped. */
export function properties(given: Settings): string {
  const escaped = (text: string, special: RegExp) =>
    text.replaceAll(special, (character) => {
      const plain = character >= ' ' && character <= '~';
      return plain ? `\\${character}` : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  const value = (text: string) => escaped(text, /^ |[\\]|[^ -~]/g);
  const key = (text: string) => escaped(text, /[\\ :=#!]|[^ -~]/g);
  return Object.entries(given)
    .map(([name, setting]) => `${key(name)}=${value(String(setting))}\n`)
    .join('');
}

/**
 * What a controller's disk is formatted with. The list of the first controllers is given only while the cluster was never
 * formed: later it would let controllers that lost their disks found a second, empty cluster.
 */
export function formatOptions(cluster: ClusterToRender, nodeType: NodeType): string {
  const identity = `--cluster-id ${clusterId(cluster.uid)}`;
  if (nodeType.name !== 'controller') return identity;
  if (cluster.formed) return `${identity} --no-initial-controllers`;
  const first = Array.from({ length: nodeType.replicas }, (_, ordinal) => {
    const host = memberHost(cluster, { nodeType: 'controller', ordinal });
    return `${firstControllerId + ordinal}@${host}:${controllerPort}:${firstDirectoryId(cluster.uid, ordinal)}`;
  });
  return `${identity} --initial-controllers ${first.join(',')}`;
}

/** The files that members of this node type start from, in a ConfigMap named like the set. */
export function configurationFiles(cluster: ClusterToRender, nodeType: NodeType): Manifest {
  const name = nodeTypeSetName(cluster.name, nodeType.name);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, name, nodeType.name),
    data: {
      'server.properties': properties(settings(cluster, nodeType)),
      'format-options': `${formatOptions(cluster, nodeType)}\n`,
    },
  };
}

/** Differs when members must be restarted for their configuration; how a new disk is formatted is no such change. */
export function configurationHash(cluster: ClusterToRender, nodeType: NodeType): string {
  return createHash('sha256')
    .update(properties(settings(cluster, nodeType)))
    .digest('hex')
    .slice(0, 16);
}
