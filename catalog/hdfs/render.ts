import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { javaOptions } from '../hadoop/java-options.js';
import { configurationFiles, podTemplate, type HadoopMember } from '../hadoop/objects.js';
import { halfOfMemory } from '../heap.js';
import type { NamedPort } from '../member-services.js';
import { renderMembers } from '../render-members.js';
import { settings } from './configuration.js';
import {
  clientPort,
  dataNodeCallPort,
  dataNodeHttpPort,
  dataPort,
  hdfsRules,
  nameNodeHttpPort,
} from './rules.js';
import { startScript } from './start-script.js';

/** MiB. A NameNode has all names in its heap; a DataNode needs little, the page cache serves readers. */
const largestHeap: Readonly<Record<string, number>> = { namenode: 64 * 1024, datanode: 4 * 1024 };

function portsOf(nodeType: string): readonly [NamedPort, ...NamedPort[]] {
  return nodeType === 'namenode'
    ? [
        { name: 'hdfs', port: clientPort },
        { name: 'http', port: nameNodeHttpPort },
      ]
    : [
        { name: 'data', port: dataPort },
        { name: 'http', port: dataNodeHttpPort },
        { name: 'calls', port: dataNodeCallPort },
      ];
}

/** What a member of this node type starts from. */
export function hdfsMember(cluster: ClusterToRender, nodeType: NodeType): HadoopMember {
  const heap = halfOfMemory(nodeType.resources?.memory ?? '0', largestHeap[nodeType.name] ?? 1024);
  return {
    settings: settings(cluster, nodeType),
    script: startScript(nodeType.name),
    javaOptions: javaOptions(heap),
    ports: portsOf(nodeType.name),
    // A NameNode ends its log of changes, a DataNode its blocks that are being written.
    secondsToEnd: 60,
    decidesWhoLeaves: nodeType.name === 'namenode',
  };
}

/** All objects of an HDFS cluster. */
export function renderHdfs(given: ClusterToRender): RenderedCluster {
  return renderMembers(given, {
    rules: hdfsRules,
    ports: portsOf,
    configurationFiles: (cluster, nodeType) =>
      configurationFiles(cluster, nodeType, hdfsMember(cluster, nodeType)),
    podTemplate: (cluster, nodeType) => podTemplate(cluster, nodeType, hdfsMember(cluster, nodeType)),
  });
}
