import { afterEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { isForbidden } from '../../api/validation/forbidden-settings.js';
import { StandIn } from '../../test/harness/http-stand-in.js';
import { opensearchCluster } from '../../test/harness/opensearch-cluster.js';
import { elasticsearch } from './index.js';

const cluster = opensearchCluster({ component: 'elasticsearch', version: '8.17.0' });
const yamlOf = (given: typeof cluster): string => {
  const { shared, sets } = elasticsearch.render(given);
  return [...shared, ...sets.map(({ manifest }) => manifest)]
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
};

describe('an Elasticsearch cluster', () => {
  let server: StandIn | undefined;
  afterEach(() => server?.close());

  it('becomes these objects', async () => {
    await expect(yamlOf(cluster)).toMatchFileSnapshot('snapshots/defaults.yaml');
  });

  it('says nothing in the words of OpenSearch, which it would refuse', () => {
    expect(yamlOf(cluster)).not.toMatch(/cluster_manager|opensearch/i);
  });

  it("runs its owner's image instead of Elastic's", () => {
    expect(yamlOf(cluster)).toContain('image: docker.elastic.co/elasticsearch/elasticsearch:8.17.0\n');
    const mirrored = { ...cluster, spec: { ...cluster.spec, image: 'mirror.example/es:8.17.0' } };
    expect(yamlOf(mirrored)).not.toContain('docker.elastic.co');
  });

  it('forgets who founds it once it has formed', () => {
    expect(yamlOf(cluster)).toContain('cluster.initial_master_nodes');
    expect(yamlOf({ ...cluster, formed: true })).not.toContain('cluster.initial_master_nodes');
  });

  it.each([
    'xpack.security.enabled',
    'xpack.security.http.ssl.enabled',
    'cluster.initial_master_nodes',
    'node.roles',
  ])('lets no owner change %s', (key) => {
    const { forbiddenSettings } = elasticsearch.rules;
    expect(forbiddenSettings.some((setting) => isForbidden(key, setting))).toBe(true);
  });

  it.each([
    ['is healthy', 200, { status: 'green', number_of_nodes: 4 }, 'Healthy'],
    ['has lost a copy', 200, { status: 'yellow', number_of_nodes: 3 }, 'Degraded'],
    ['has no leader', 503, { error: { type: 'master_not_discovered_exception' } }, 'Unhealthy'],
  ])('tells in its own words that it %s', async (_case, status, fields, state) => {
    const shards = { active_shards: 2, relocating_shards: 0, initializing_shards: 0, unassigned_shards: 0 };
    server = await StandIn.serve(({ path }) =>
      path === '/_cluster/health?master_timeout=3s'
        ? { status, body: { ...shards, ...fields } }
        : {
            status: 400,
            body: { error: { type: 'illegal_argument_exception', reason: `unrecognized ${path}` } },
          },
    );
    const access = { endpoints: [server.endpoint], members: 4, signal: new AbortController().signal };
    expect((await elasticsearch.health(access)).state).toBe(state);
  });

  it('is named as what it is when nobody answers', async () => {
    const access = { endpoints: [], members: 4, signal: new AbortController().signal };
    await expect(elasticsearch.health(access)).rejects.toMatchObject({
      code: 'ComponentUnavailable',
      message: expect.stringContaining('Elasticsearch') as string,
    });
  });
});
