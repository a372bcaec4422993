import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { memberPort } from './ports.js';
import { kafkaRules } from './rules.js';

/** All objects of a Kafka cluster. Clients begin at any ready broker, which tells them the names of all. */
export function renderKafka(cluster: ClusterToRender): RenderedCluster {
  const ports = (nodeType: string) => [memberPort(nodeType)];
  return renderMembers(cluster, { rules: kafkaRules, ports, configurationFiles, podTemplate });
}
