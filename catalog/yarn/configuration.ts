import type { ClusterToRender } from '../../api/component.js';
import type { DistributedClusterSpec, NodeType } from '../../api/distributed-cluster.js';
import { parseQuantity } from '../../api/quantity.js';
import { memberHost } from '../member-host.js';
import { leavingFile, paths, volumePath } from '../hadoop/paths.js';
import { laidOver, type Settings } from '../hadoop/site-files.js';
import { forContainers } from './memory.js';
import { localizerPort, nodeHttpPort, nodePort } from './rules.js';

/** Seconds that applications are waited for on a member that leaves; for the platform, it never reaches YARN. */
export const drainTimeoutSetting = 'statewright.drain.timeout.seconds';
const defaultDrainTimeout = 3_600;

/** What the owner of the NodeManagers set, or an hour; a value that is no whole number of seconds counts as not set. */
export function drainTimeout({ nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>): number {
  const config = nodeTypes.find(({ name }) => name === 'nodemanager')?.config ?? {};
  const seconds = Number(config[drainTimeoutSetting] ?? NaN);
  return Number.isInteger(seconds) && seconds >= 0 && seconds < 2 ** 31 ? seconds : defaultDrainTimeout;
}

/** Settings that all members of this node type share, those of its owner over the platform's. */
export function settings(cluster: ClusterToRender, nodeType: NodeType): Settings {
  const shared: Settings = {
    'hadoop.tmp.dir': paths.temporary,
    'hadoop.prometheus.endpoint.enabled': true,
    'yarn.resourcemanager.hostname': memberHost(cluster, { nodeType: 'resourcemanager', ordinal: 0 }),
    // What applications of Java find, configuration first; the image is the same for all members.
    'yarn.application.classpath': `${paths.given},${paths.home}/lib/*`,
    'yarn.scheduler.minimum-allocation-mb': 128,
  };
  const own = nodeType.name === 'resourcemanager' ? managerSettings(nodeType) : nodeSettings(nodeType);
  return laidOver({ ...shared, ...own }, nodeType.config);
}

function managerSettings({ volumes = [] }: NodeType): Settings {
  const [first] = volumes;
  return {
    'yarn.resourcemanager.bind-host': '0.0.0.0',
    'yarn.resourcemanager.recovery.enabled': true,
    'yarn.resourcemanager.store.class':
      'org.apache.hadoop.yarn.server.resourcemanager.recovery.LeveldbRMStateStore',
    'yarn.resourcemanager.leveldb-state-store.path': `${volumePath(first?.name ?? '')}/state`,
    'yarn.resourcemanager.nodes.exclude-path': leavingFile(first?.name ?? ''),
    // A member that leaves is looked at every 2 s, so that nobody waits for the look (20 s by itself).
    'yarn.resourcemanager.decommissioning-nodes-watcher.poll-interval-secs': 2,
    'yarn.scheduler.capacity.root.queues': 'default',
    'yarn.scheduler.capacity.root.default.capacity': 100,
    // A tenth, as it is by itself, is no leader of an application in a small cluster.
    'yarn.scheduler.capacity.maximum-am-resource-percent': 0.5,
  };
}

function nodeSettings({ volumes = [], resources }: NodeType): Settings {
  const folders = (folder: string) => volumes.map(({ name }) => `${volumePath(name)}/${folder}`).join(',');
  return {
    'yarn.nodemanager.hostname': '${env.MEMBER_HOST}',
    'yarn.nodemanager.bind-host': '0.0.0.0',
    'yarn.nodemanager.address': `\${yarn.nodemanager.hostname}:${nodePort}`,
    'yarn.nodemanager.localizer.address': `\${yarn.nodemanager.hostname}:${localizerPort}`,
    'yarn.nodemanager.webapp.address': `\${yarn.nodemanager.hostname}:${nodeHttpPort}`,
    'yarn.nodemanager.local-dirs': folders('local'),
    'yarn.nodemanager.log-dirs': folders('logs'),
    'yarn.nodemanager.resource.memory-mb': forContainers(resources?.memory ?? '0'),
    'yarn.nodemanager.resource.cpu-vcores': Math.max(1, Math.ceil(parseQuantity(resources?.cpu ?? '1') ?? 1)),
    // Memory is what a process uses, not what it has mapped.
    'yarn.nodemanager.vmem-check-enabled': false,
  };
}
