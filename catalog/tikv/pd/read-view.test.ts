import { afterEach, describe, expect, it } from 'vitest';
import { StandIn } from '../../../test/harness/http-stand-in.js';
import { PdApi } from './pd-api.js';
import { readView } from './read-view.js';

/**
 * Replies written by hand in the form that PD v8.5.5 documents (its Swagger comments, and pkg/response/store.go and region.go): ids of
 * 64 bits, what is zero left out, sizes as text, lists that are null when empty.
 */
const documented: Readonly<Record<string, string>> = {
  '/members': `{"header":{"cluster_id":7519322081726365011},
    "members":[{"name":"keys-pd-0","member_id":15980934438217023866,"peer_urls":["http://keys-pd-0:2380"],
      "client_urls":["http://keys-pd-0:2379"],"binary_version":"v8.5.5"}],
    "leader":{"name":"keys-pd-0","member_id":15980934438217023866},"etcd_leader":{"name":"keys-pd-0"}}`,
  '/health': `[{"name":"keys-pd-0","member_id":15980934438217023866,"client_urls":["http://keys-pd-0:2379"],"health":true},
    {"name":"","member_id":3474484975246189105,"client_urls":null,"health":false}]`,
  '/stores?state=0&state=1&state=2': `{"count":3,"stores":[
    {"store":{"id":1,"address":"keys-tikv-0:20160","labels":[{"key":"host","value":"machine-1"}],"version":"8.5.5",
      "peer_address":"keys-tikv-0:20160","status_address":"keys-tikv-0:20180","git_hash":"ab","start_timestamp":1764000000,
      "last_heartbeat":1764000000000000000,"node_state":1,"state_name":"Up"},
     "status":{"capacity":"93.13GiB","available":"1.5TiB","used_size":"31.5MiB","leader_count":2,"leader_weight":1,"leader_score":2,
      "leader_size":30,"region_count":5,"region_weight":1,"region_score":5.4,"region_size":96,"slow_score":1,
      "start_ts":"2026-01-02T03:04:05Z","last_heartbeat_ts":"2026-01-02T03:04:06.5Z","uptime":"1s"}},
    {"store":{"id":4,"address":"keys-tikv-1:20160","state":1,"node_state":2,"state_name":"Offline"},
     "status":{"capacity":"0B","available":"0B","used_size":"0B","leader_count":0,"leader_weight":1,"leader_score":0,
      "leader_size":0,"region_count":0,"region_weight":1,"region_score":0,"region_size":0}},
    {"store":{"id":9,"address":"flash-0:3930","labels":[{"key":"engine","value":"tiflash"}],"state_name":"Up"},
     "status":{"capacity":"10GiB","available":"10GiB","used_size":"0B","leader_count":0,"region_count":3,"region_size":3}}]}`,
  '/config/replicate': `{"max-replicas":3,"location-labels":"host","strictly-match-label":"false","enable-placement-rules":"true"}`,
  '/config/schedule': `{"max-store-down-time":"30m0s","low-space-ratio":0.8,"high-space-ratio":0.7}`,
  '/regions/check/down-peer': `{"count":1,"regions":[{"id":12,"start_key":"","end_key":"","epoch":{"conf_ver":5,"version":1},
    "peers":[{"id":13,"store_id":1,"role_name":"Voter"},{"id":14,"store_id":4,"role_name":"Voter"},
      {"id":15,"store_id":9,"role":1,"role_name":"Learner","is_learner":true}],
    "leader":{"id":13,"store_id":1,"role_name":"Voter"},
    "down_peers":[{"down_seconds":62,"peer":{"id":14,"store_id":4,"role_name":"Voter"}}],"cpu_usage":0,"written_bytes":0}]}`,
  '/regions/check/pending-peer': `{"count":1,"regions":[{"id":12,"peers":[{"id":13,"store_id":1,"role_name":"Voter"}],
    "pending_peers":[{"id":14,"store_id":4,"role_name":"Voter"}]}]}`,
  '/regions/check/miss-peer': `{"count":0,"regions":null}`,
  '/schedulers': `["balance-hot-region-scheduler","evict-leader-scheduler"]`,
  '/scheduler-config/evict-leader-scheduler/list': `{"store-id-ranges":{"4":[{"start-key":"","end-key":""}]},"batch":3}`,
};

describe('what PD says of the cluster', () => {
  let server: StandIn | undefined;
  afterEach(() => server?.close());

  async function apiOf(replies: Readonly<Record<string, string>>): Promise<PdApi> {
    server = await StandIn.serve(({ path }) => {
      const text = replies[path.replace('/pd/api/v1', '')];
      return text === undefined
        ? { status: 404, body: '404 page not found' }
        : { body: JSON.parse(text) as unknown };
    });
    return new PdApi(server.endpoint, new AbortController().signal);
  }

  it('is read from its documented replies, without the stores of TiFlash', async () => {
    expect(await readView(await apiOf(documented))).toEqual({
      leader: 'keys-pd-0',
      pd: [
        { name: 'keys-pd-0', healthy: true },
        { name: '', healthy: false },
      ],
      data: {
        stores: [
          {
            id: 1,
            address: 'keys-tikv-0:20160',
            state: 'Up',
            preparing: false,
            regions: 5,
            leaders: 2,
            regionBytes: 96 * 2 ** 20,
            usedBytes: 31.5 * 2 ** 20,
            availableBytes: 1.5 * 2 ** 40,
            capacityBytes: 93.13 * 2 ** 30,
          },
          {
            id: 4,
            address: 'keys-tikv-1:20160',
            state: 'Offline',
            preparing: false,
            regions: 0,
            leaders: 0,
            regionBytes: 0,
            usedBytes: 0,
            availableBytes: 0,
            capacityBytes: 0,
          },
        ],
        maxReplicas: 3,
        lowSpaceRatio: 0.8,
        down: [{ id: 12, voters: [1, 4], troubled: [4] }],
        pending: [{ id: 12, voters: [1], troubled: [4] }],
        missing: [],
        evicted: [4],
      },
    });
  });

  it('is complete without the scheduler that takes leaders away', async () => {
    const replies = Object.fromEntries(
      Object.entries(documented).filter(([question]) => !question.startsWith('/scheduler-config')),
    );
    const { data } = await readView(await apiOf(replies));
    expect(data?.evicted).toEqual([]);
  });

  it.each([
    ['a state that PD does not have', '/stores?state=0&state=1&state=2', ['"Offline"', '"Elsewhere"']],
    ['a size that is none', '/stores?state=0&state=1&state=2', ['93.13GiB', 'much']],
    ['no number of copies', '/config/replicate', ['max-replicas', 'copies']],
  ] as const)('is refused with %s', async (_what, question, [from, to]) => {
    const replies = { ...documented, [question]: documented[question]?.replace(from, to) ?? '' };
    await expect(readView(await apiOf(replies))).rejects.toThrow(/is not what was asked for/);
  });
});
