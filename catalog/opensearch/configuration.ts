import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { ClusterToRender } from '../../api/component.js';
import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { nodeTypeSetName } from '../../api/names.js';
import type { Manifest } from '../../api/object-meta.js';
import { ownedMetadata } from '../ownership.js';
import type { SearchEngine } from './engine.js';
import { dataPath, pathsOf } from './paths.js';
import { ephemeralData } from './pod-volumes.js';
import { clientPort, transportPort } from './rules.js';

type Settings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Roles by node type; `client` has those that hold nothing. OpenSearch documentation, "Creating a cluster". */
function rolesOf({ votingRole }: SearchEngine, nodeType: string): readonly string[] {
  const roles: Readonly<Record<string, readonly string[]>> = {
    master: [votingRole],
    data: ['data', 'ingest', 'remote_cluster_client'],
    client: ['ingest', 'remote_cluster_client'],
  };
  return roles[nodeType] ?? [];
}

/** All to the console, where the pod's log is read; files would fill the member's disk. */
const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

/**
 * Settings of a member of this node type. `\${…}` is filled in by the system from the container's environment. A
 * member takes part in the first election only while the cluster was never formed: later the list would let members
 * that lost their disks found a second, empty cluster.
 */
export function settings(engine: SearchEngine, cluster: ClusterToRender, nodeType: NodeType): Settings {
  return { ...lastingSettings(engine, cluster, nodeType), ...bootstrapSettings(engine, cluster, nodeType) };
}

function lastingSettings(engine: SearchEngine, cluster: ClusterToRender, nodeType: NodeType): Settings {
  const volumes = nodeType.volumes ?? [];
  return {
    'cluster.name': `${cluster.namespace}.${cluster.name}`,
    'node.name': '${POD_NAME}',
    'node.roles': rolesOf(engine, nodeType.name),
    // Copies of a shard go to different machines where there are several.
    'node.attr.machine': '${NODE_NAME}',
    'cluster.routing.allocation.awareness.attributes': 'machine',
    'network.host': '0.0.0.0',
    'network.publish_host': '${POD_IP}',
    'http.port': clientPort,
    'transport.port': transportPort,
    'discovery.seed_hosts': [nodeTypeSetName(cluster.name, 'master')],
    // Mapping files needs vm.max_map_count raised on the machine, which no pod may do.
    'node.store.allow_mmap': false,
    'path.data':
      volumes.length > 0
        ? volumes.map((volume) => dataPath(engine, volume.name))
        : [ephemeralData(engine).path],
    'path.logs': pathsOf(engine).logs,
    ...engine.settings,
    ...sorted(nodeType.config ?? {}),
  };
}

/** Equal settings make equal files, in whatever order they were written. */
function sorted(config: ClusterConfig): ClusterConfig {
  return Object.fromEntries(Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const yaml = (given: Settings): string => stringify(given, { lineWidth: 0 });

function bootstrapSettings(engine: SearchEngine, cluster: ClusterToRender, nodeType: NodeType): Settings {
  if (cluster.formed || nodeType.name !== 'master') return {};
  const set = nodeTypeSetName(cluster.name, nodeType.name);
  return {
    [engine.firstVotersSetting]: Array.from(
      { length: nodeType.replicas },
      (_, ordinal) => `${set}-${ordinal}`,
    ),
  };
}

/** The files laid on those of the image, in a ConfigMap named like the set. */
export function configurationFiles(
  engine: SearchEngine,
  cluster: ClusterToRender,
  nodeType: NodeType,
): Manifest {
  const name = nodeTypeSetName(cluster.name, nodeType.name);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: ownedMetadata(cluster, name, nodeType.name),
    data: { [`${engine.name}.yml`]: yaml(settings(engine, cluster, nodeType)), 'log4j2.properties': logging },
  };
}

/** Differs when members must be restarted for their configuration; leaving the bootstrap list out is no such change. */
export function configurationHash(
  engine: SearchEngine,
  cluster: ClusterToRender,
  nodeType: NodeType,
): string {
  return createHash('sha256')
    .update(yaml(lastingSettings(engine, cluster, nodeType)))
    .update(logging)
    .digest('hex')
    .slice(0, 16);
}
