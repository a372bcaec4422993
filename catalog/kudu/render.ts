import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { memberPorts } from './ports.js';
import { kuduRules } from './rules.js';

/** All objects of a Kudu cluster. Clients begin at a master, which tells them the names of all and of the tablet servers. */
export function renderKudu(cluster: ClusterToRender): RenderedCluster {
  return renderMembers(cluster, {
    rules: kuduRules,
    ports: memberPorts,
    clientPorts: (nodeType) => memberPorts(nodeType).slice(0, 1),
    configurationFiles,
    podTemplate,
  });
}
