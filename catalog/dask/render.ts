import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { memberPorts } from './ports.js';
import { daskRules } from './rules.js';

/** All objects of a Dask cluster. Results come to clients by way of the scheduler unless they can reach the workers. */
export function renderDask(cluster: ClusterToRender): RenderedCluster {
  return renderMembers(cluster, { rules: daskRules, ports: memberPorts, configurationFiles, podTemplate });
}
