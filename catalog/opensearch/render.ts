import type { ClusterToRender, ComponentRules, RenderedCluster } from '../../api/component.js';
import { renderMembers } from '../render-members.js';
import { configurationFiles } from './configuration.js';
import type { SearchEngine } from './engine.js';
import { podTemplate } from './pods.js';
import { clientPort, transportPort } from './rules.js';

const http = { name: 'http', port: clientPort };
const transport = { name: 'transport', port: transportPort };

/** All objects of a cluster of OpenSearch or of Elasticsearch. */
export function renderSearch(
  engine: SearchEngine,
  rules: ComponentRules,
  given: ClusterToRender,
): RenderedCluster {
  return renderMembers(given, {
    rules,
    ports: () => [http, transport],
    clientPorts: () => [http],
    configurationFiles: (cluster, nodeType) => configurationFiles(engine, cluster, nodeType),
    podTemplate: (cluster, nodeType) => podTemplate(engine, cluster, nodeType),
  });
}
