import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import type { NodeType } from '../../api/distributed-cluster.js';
import { javaOptions } from '../hadoop/java-options.js';
import { configurationFiles, podTemplate, type HadoopMember } from '../hadoop/objects.js';
import { halfOfMemory } from '../heap.js';
import type { NamedPort } from '../member-services.js';
import { renderMembers } from '../render-members.js';
import { settings } from './configuration.js';
import { nodeHeap } from './memory.js';
import {
  adminPort,
  clientPort,
  localizerPort,
  nodeHttpPort,
  nodePort,
  schedulerPort,
  submitPort,
  trackerPort,
  yarnRules,
} from './rules.js';
import { startScript } from './start-script.js';

const managerPorts: readonly [NamedPort, ...NamedPort[]] = [
  { name: 'http', port: clientPort },
  { name: 'submit', port: submitPort },
  { name: 'scheduler', port: schedulerPort },
  { name: 'tracker', port: trackerPort },
  { name: 'admin', port: adminPort },
];

const nodePorts: readonly [NamedPort, ...NamedPort[]] = [
  { name: 'http', port: nodeHttpPort },
  { name: 'calls', port: nodePort },
  { name: 'localizer', port: localizerPort },
];

function portsOf(nodeType: string): readonly [NamedPort, ...NamedPort[]] {
  return nodeType === 'resourcemanager' ? managerPorts : nodePorts;
}

/** What a member of this node type starts from. */
export function yarnMember(cluster: ClusterToRender, nodeType: NodeType): HadoopMember {
  const manages = nodeType.name === 'resourcemanager';
  const memory = nodeType.resources?.memory ?? '0';
  return {
    settings: settings(cluster, nodeType),
    script: startScript(nodeType.name),
    javaOptions: javaOptions(manages ? halfOfMemory(memory, 16 * 1024) : nodeHeap(memory)),
    ports: portsOf(nodeType.name),
    // A NodeManager ends its containers: 250 ms to end by themselves, then by force.
    secondsToEnd: 60,
    decidesWhoLeaves: manages,
  };
}

/** All objects of a YARN cluster. */
export function renderYarn(given: ClusterToRender): RenderedCluster {
  return renderMembers(given, {
    rules: yarnRules,
    ports: portsOf,
    // Those who give orders have no business at the cluster's address.
    clientPorts: (nodeType) => portsOf(nodeType).filter(({ name }) => name !== 'admin' && name !== 'tracker'),
    configurationFiles: (cluster, nodeType) =>
      configurationFiles(cluster, nodeType, yarnMember(cluster, nodeType)),
    podTemplate: (cluster, nodeType) => podTemplate(cluster, nodeType, yarnMember(cluster, nodeType)),
  });
}
