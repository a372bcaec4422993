import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { memberPorts } from './ports.js';
import { tikvRules } from './rules.js';

/** All objects of a TiKV cluster. Clients begin at any ready member of PD, which tells them the names of all stores. */
export function renderTikv(cluster: ClusterToRender): RenderedCluster {
  return renderMembers(cluster, {
    rules: tikvRules,
    ports: memberPorts,
    clientPorts: (nodeType) => memberPorts(nodeType).slice(0, 1),
    configurationFiles,
    podTemplate,
  });
}
