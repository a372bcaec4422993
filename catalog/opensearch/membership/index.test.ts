import { afterEach, describe, expect, it } from 'vitest';
import type { MemberAccess, MemberPod } from '../../../api/membership.js';
import { opensearchMembership, restartOrder, whoToAsk } from './index.js';
import { StandIn, type Respond } from '../../../test/harness/http-stand-in.js';

const pod = (nodeType: string, ordinal: number, fields: Partial<MemberPod> = {}): MemberPod => ({
  nodeType,
  ordinal,
  name: `logs-${nodeType}-${ordinal}`,
  address: `10.0.0.${ordinal}`,
  ready: true,
  ...fields,
});

const access = (fields: Partial<MemberAccess> = {}): MemberAccess => ({
  endpoints: [],
  members: 3,
  signal: new AbortController().signal,
  cluster: {
    namespace: 'team-a',
    name: 'logs',
    uid: '6f1c2d3e-0000-4000-8000-000000000001',
    spec: {
      component: 'opensearch',
      version: '2.19.1',
      tenant: 'a',
      nodeTypes: [{ name: 'data', replicas: 3 }],
    },
  },
  member: { nodeType: 'data', ordinal: 1 },
  pods: [],
  ...fields,
});

describe('who is asked', () => {
  it('is who clients ask, then all others, those that are ready first, and the member itself last', () => {
    const pods = [
      pod('data', 1),
      pod('data', 2, { ready: false }),
      pod('data', 3),
      pod('data', 4, { address: undefined }),
    ];
    expect(whoToAsk(access({ endpoints: ['http://10.0.0.1:9200', 'http://10.0.0.9:9200'], pods }))).toEqual([
      'http://10.0.0.9:9200',
      'http://10.0.0.3:9200',
      'http://10.0.0.2:9200',
      'http://10.0.0.1:9200',
    ]);
  });

  it('may have an address of IPv6', () => {
    expect(whoToAsk(access({ pods: [pod('data', 2, { address: 'fd00::2' })] }))).toEqual([
      'http://[fd00::2]:9200',
    ]);
  });
});

describe('the order of restarts', () => {
  it.each([
    ['has the leader last', 'logs-data-2', [1, 0, 2]],
    ['is that of a set while another leads', 'logs-master-0', [2, 1, 0]],
    ['is that of a set while nobody leads', undefined, [2, 1, 0]],
  ])('%s', (_sentence, leader, ordinals) => {
    const pods = [pod('data', 0), pod('data', 1), pod('data', 2), pod('master', 0)];
    expect(restartOrder(access({ pods }), 'data', leader).map(({ ordinal }) => ordinal)).toEqual(ordinals);
  });
});

/** Replies of two members, of which b leads, as Elasticsearch 8 and OpenSearch 2.19 give them. */
function recorded(distribution: 'opensearch' | undefined, settings: Record<string, unknown>): Respond {
  const leader = distribution === undefined ? 'master' : 'cluster_manager';
  return ({ method, path, body }) => {
    if (path === '/') return { body: { version: { number: '8.1.0', distribution } } };
    if (method === 'PUT') {
      Object.assign(settings, (body as { persistent: object }).persistent);
      return { body: { acknowledged: true } };
    }
    if (path.startsWith('/_cluster/voting')) return { body: undefined };
    if (path.startsWith('/_cluster/health')) {
      return { body: { status: 'green', relocating_shards: 0, initializing_shards: 0, timed_out: false } };
    }
    if (path.startsWith('/_cluster/settings?flat_settings')) {
      return { body: { persistent: settings, transient: {} } };
    }
    if (path.startsWith('/_cluster/settings')) {
      return {
        body: {
          defaults: {
            cluster: {
              routing: {
                allocation: { enable: 'all', disk: { threshold_enabled: 'true', watermark: { low: '85%' } } },
              },
            },
          },
        },
      };
    }
    if (path.startsWith('/_cluster/state')) {
      return {
        body: {
          [`${leader}_node`]: 'ID-b',
          nodes: { 'ID-a': { name: 'logs-data-1' }, 'ID-b': { name: 'logs-data-2' } },
          metadata: {
            cluster_coordination: { last_committed_config: ['ID-b'], voting_config_exclusions: [] },
          },
        },
      };
    }
    if (path.startsWith('/_nodes/stats')) {
      const fs = { total: { total_in_bytes: 1_000, available_in_bytes: 900 } };
      const roles = [leader, 'data', 'ingest'];
      return { body: { nodes: { 'ID-a': { roles, fs }, 'ID-b': { roles, fs } } } };
    }
    if (path.startsWith('/_cat/shards')) {
      return {
        body: [
          {
            index: 'x',
            shard: '0',
            prirep: 'p',
            state: 'STARTED',
            store: '208',
            id: 'ID-b',
            'unassigned.reason': null,
          },
          {
            index: 'x',
            shard: '0',
            prirep: 'r',
            state: 'UNASSIGNED',
            store: null,
            id: null,
            'unassigned.reason': 'NODE_LEFT',
          },
        ],
      };
    }
    return { status: 404, body: { error: { type: 'unknown', reason: path } } };
  };
}

describe('asking the members', () => {
  const servers: StandIn[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  async function serve(respond: Respond): Promise<StandIn> {
    const server = await StandIn.serve(respond);
    servers.push(server);
    return server;
  }

  it.each([
    ['OpenSearch', 'opensearch', 'cluster_manager', 'master'],
    ['Elasticsearch', undefined, 'master', 'cluster_manager'],
  ] as const)('says what %s understands', async (_system, distribution, word, foreign) => {
    const settings: Record<string, unknown> = { 'cluster.routing.allocation.exclude._name': 'old*' };
    const { endpoint, asked } = await serve(recorded(distribution, settings));
    const asking = access({ endpoints: [endpoint] });
    expect(await opensearchMembership.drain(asking)).toEqual({
      done: true,
      detail: 'no shard is left to move from logs-data-1',
      remaining: { shards: 0, bytes: 0, votes: 0 },
    });
    expect(settings).toEqual({ 'cluster.routing.allocation.exclude._name': 'old*,logs-data-1' });
    expect(await opensearchMembership.undrain(asking)).toMatchObject({ done: true });
    expect(settings).toEqual({ 'cluster.routing.allocation.exclude._name': 'old*' });
    expect(asked).toContain('POST /_cluster/voting_config_exclusions?node_names=logs-data-1&timeout=1s');
    expect(asked.filter((line) => line.includes(`${word}_timeout=3s`))).not.toEqual([]);
    expect(asked.filter((line) => line.includes(foreign))).toEqual([]);
  });

  it('goes on to the next member after one that knows no leader', async () => {
    const leaderless = await serve(({ path }) =>
      path === '/'
        ? { body: { version: { distribution: 'opensearch' } } }
        : {
            status: 503,
            body: { error: { type: 'cluster_manager_not_discovered_exception', reason: null } },
          },
    );
    const { endpoint } = await serve(recorded('opensearch', {}));
    const guards = opensearchMembership.guards(
      access({ endpoints: [leaderless.endpoint, endpoint] }),
      'offline',
    );
    expect((await guards).length).toBeGreaterThan(0);
    await expect(
      opensearchMembership.guards(access({ endpoints: [leaderless.endpoint] }), 'offline'),
    ).rejects.toMatchObject({
      code: 'ComponentUnavailable',
      message: expect.stringContaining('the members have elected no leader') as string,
    });
  });

  it('writes a name again that somebody else overwrote', async () => {
    const settings: Record<string, unknown> = {};
    const normal = recorded('opensearch', settings);
    let overwritten = false;
    const { endpoint } = await serve((request) => {
      const answer = normal(request);
      if (request.method === 'PUT' && !overwritten) {
        overwritten = true;
        settings['cluster.routing.allocation.exclude._name'] = 'theirs';
      }
      return answer;
    });
    await opensearchMembership.drain(access({ endpoints: [endpoint] }));
    expect(settings).toEqual({ 'cluster.routing.allocation.exclude._name': 'theirs,logs-data-1' });
  });
});

describe('the members of a cluster', () => {
  it('are seen with the shards that are on their way', async () => {
    const normal = recorded('opensearch', {});
    const server = await StandIn.serve((request) =>
      request.path.startsWith('/_cat/shards')
        ? {
            body: [
              {
                ...{ index: 'x', shard: '0', prirep: 'p', state: 'RELOCATING', store: '208', id: 'ID-b' },
                node: 'logs-data-2 -> 127.0.0.10 ID-a logs-data-1',
                'unassigned.reason': null,
              },
            ],
          }
        : normal(request),
    );
    try {
      expect(await opensearchMembership.drain(access({ endpoints: [server.endpoint] }))).toEqual({
        done: false,
        detail: '1 shard (208 bytes) left on logs-data-1',
        remaining: { shards: 1, bytes: 208, votes: 0 },
      });
    } finally {
      server.close();
    }
  });
});
