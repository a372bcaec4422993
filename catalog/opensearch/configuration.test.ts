import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withDefaults } from '../../api/defaults.js';
import { isForbidden } from '../../api/validation/forbidden-settings.js';
import { opensearchCluster } from '../../test/harness/opensearch-cluster.js';
import { configurationFiles as filesOf, settings as settingsOf } from './configuration.js';
import { opensearchEngine } from './engine.js';
import { opensearchRules } from './rules.js';

const settings = settingsOf.bind(undefined, opensearchEngine);
const configurationFiles = filesOf.bind(undefined, opensearchEngine);

const cluster = { ...opensearchCluster(), spec: withDefaults(opensearchCluster().spec, opensearchRules) };
const [master, data, client] = cluster.spec.nodeTypes as [
  (typeof cluster.spec.nodeTypes)[number],
  (typeof cluster.spec.nodeTypes)[number],
  (typeof cluster.spec.nodeTypes)[number],
];

describe('opensearch.yml', () => {
  it.each([
    ['master', master, ['cluster_manager']],
    ['data', data, ['data', 'ingest', 'remote_cluster_client']],
    ['client', client, ['ingest', 'remote_cluster_client']],
  ])('gives a %s its roles', (_name, nodeType, roles) => {
    expect(settings(cluster, nodeType)).toMatchObject({ 'node.roles': roles });
  });

  it('names the masters of the first election to masters only, and only until the cluster has formed', () => {
    const key = 'cluster.initial_cluster_manager_nodes';
    const three = { ...master, replicas: 3 };
    expect(settings(cluster, three)).toMatchObject({
      [key]: ['logs-master-0', 'logs-master-1', 'logs-master-2'],
    });
    expect(settings({ ...cluster, formed: true }, three)).not.toHaveProperty([key]);
    expect(settings(cluster, data)).not.toHaveProperty([key]);
  });

  it("lays the owner's settings over the platform's, and keeps their types", () => {
    const config = {
      'cluster.routing.allocation.awareness.attributes': 'rack',
      'action.auto_create_index': false,
      'search.max_buckets': 100,
      'a.text': 'yes',
      'a.long': 'x '.repeat(200),
    };
    const file = configurationFiles(cluster, { ...data, config }).data as Readonly<Record<string, string>>;
    expect(parse(file['opensearch.yml'] ?? '')).toMatchObject(config);
  });

  it('lets no owner change what the platform relies on', () => {
    const free = ['cluster.routing.allocation.awareness.attributes', 'node.attr.machine'];
    for (const key of Object.keys(settings(cluster, master))) {
      const forbidden = opensearchRules.forbiddenSettings.some((setting) => isForbidden(key, setting));
      expect(forbidden, key).toBe(!free.includes(key));
    }
  });

  it('keeps apart clusters of the same name in two namespaces', () => {
    const other = { ...cluster, namespace: 'team-b' };
    expect(settings(cluster, data)['cluster.name']).not.toBe(settings(other, data)['cluster.name']);
  });
});
