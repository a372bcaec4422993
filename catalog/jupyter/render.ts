import type { ClusterToRender, RenderedCluster } from '../../api/component.js';
import { ownedMetadata } from '../ownership.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import { podTemplate } from './pods.js';
import { clientPort, jupyterRules } from './rules.js';
import { tokenKey, tokenSecret } from './token.js';

/**
 * All objects of a cluster of JupyterLab servers. Each has a name of its own, by which people reach theirs; who was led to
 * one by the cluster's address stays with it, since each has kernels and files of its own.
 */
export function renderJupyter(given: ClusterToRender): RenderedCluster {
  return renderMembers(given, {
    rules: jupyterRules,
    ports: () => [{ name: 'http', port: clientPort }],
    sessionAffinity: 'ClientIP',
    secrets: (cluster) => [{ metadata: ownedMetadata(cluster, tokenSecret(cluster.name)), keys: [tokenKey] }],
    configurationFiles,
    podTemplate,
  });
}
