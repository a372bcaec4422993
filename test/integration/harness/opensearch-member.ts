import { z } from 'zod';
import type { MemberAccess, MemberPod } from '../../../api/membership.js';
import { opensearchVersion } from './opensearch-files.js';
import type { OpensearchServers } from './opensearch-servers.js';

/** How a step of the platform sees a member; all addresses are given, whether somebody answers there or not. */
export function memberAccess({ members }: OpensearchServers, ordinal: number): MemberAccess {
  const pods: MemberPod[] = members.map(({ name, running }, index) => ({
    nodeType: 'data',
    ordinal: index,
    name,
    address: undefined,
    ready: running,
  }));
  return {
    endpoints: members.map(({ endpoint }) => endpoint),
    members: members.length,
    signal: AbortSignal.timeout(60_000),
    cluster: {
      namespace: 'team-a',
      name: 'logs',
      uid: '6f1c2d3e-0000-4000-8000-000000000001',
      spec: {
        component: 'opensearch',
        version: opensearchVersion,
        tenant: 'search',
        nodeTypes: [{ name: 'data', replicas: members.length }],
        exposure: { nodeType: 'data' },
      },
    },
    member: { nodeType: 'data', ordinal },
    pods,
  };
}

/** How many shards the member itself is said to have. */
export async function shardsOn(servers: OpensearchServers, name: string): Promise<number> {
  const rows = await servers.call('GET', '/_cat/shards?format=json&h=node');
  return z
    .array(z.object({ node: z.string().nullable() }))
    .parse(rows)
    .filter(({ node }) => node?.startsWith(name) === true).length;
}

export const excludedNames = 'cluster.routing.allocation.exclude._name';

/** The persistent list of names that are to hold no shard, as one text. */
export async function excluded(servers: OpensearchServers): Promise<unknown> {
  const settings = await servers.call('GET', '/_cluster/settings?flat_settings=true');
  return z.object({ persistent: z.record(z.string(), z.unknown()) }).parse(settings).persistent[
    excludedNames
  ];
}

const votingSchema = z.object({
  metadata: z.object({
    cluster_coordination: z.object({
      voting_config_exclusions: z.array(z.object({ node_name: z.string() })),
    }),
  }),
});

/** Names of members whose vote is not counted. */
export async function votingExclusions(servers: OpensearchServers): Promise<readonly string[]> {
  const path = 'metadata.cluster_coordination.voting_config_exclusions';
  const state = await servers.call('GET', `/_cluster/state/metadata?filter_path=${path}`);
  return votingSchema
    .parse(state)
    .metadata.cluster_coordination.voting_config_exclusions.map(({ node_name: name }) => name);
}
