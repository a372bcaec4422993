import { z } from 'zod';
import { effectiveNames, readExclusions } from './allocation-exclusion.js';
import type { AllocationSettings, ClusterNode, ClusterPicture, ShardCopy, Voting } from './picture.js';
import type { ServerApi } from './server-api.js';

const healthSchema = z.object({
  status: z.enum(['green', 'yellow', 'red']),
  relocating_shards: z.int(),
  initializing_shards: z.int(),
});

const stateSchema = z.object({
  cluster_manager_node: z.string().nullish(),
  master_node: z.string().nullish(),
  nodes: z.record(z.string(), z.object({ name: z.string() })).default({}),
  metadata: z.object({
    cluster_coordination: z.object({
      last_committed_config: z.array(z.string()).default([]),
      voting_config_exclusions: z.array(z.object({ node_name: z.string() })).default([]),
    }),
  }),
});

const statsSchema = z.object({
  nodes: z
    .record(
      z.string(),
      z.object({
        roles: z.array(z.string()).default([]),
        fs: z
          .object({ total: z.object({ total_in_bytes: z.number(), available_in_bytes: z.number() }) })
          .optional(),
      }),
    )
    .default({}),
});

/** All is text in the JSON of the cat interface. */
const catShardsSchema = z.array(
  z.object({
    index: z.string(),
    shard: z.coerce.number(),
    // `p` is the primary; replicas have `r`, or `s` if they only serve searches.
    prirep: z.string(),
    state: z.enum(['STARTED', 'RELOCATING', 'INITIALIZING', 'UNASSIGNED']),
    store: z.coerce.number().nullish(),
    id: z.string().nullish(),
    /** `a -> 10.0.0.2 <id of b> b` while it moves. */
    node: z.string().nullish(),
    'unassigned.reason': z.string().nullish(),
  }),
);

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const allocationSchema = z.object({
  enable: z.string().optional(),
  disk: z
    .object({
      threshold_enabled: flag.optional(),
      watermark: z.object({ low: z.string().optional() }).optional(),
    })
    .optional(),
});
const scopeSchema = z
  .object({
    cluster: z
      .object({ routing: z.object({ allocation: allocationSchema.optional() }).optional() })
      .optional(),
  })
  .optional();
const settingsSchema = z.object({
  transient: scopeSchema,
  persistent: scopeSchema,
  defaults: scopeSchema,
});

/** Who leads, who has joined and who votes. */
export interface Membership {
  readonly leader: string | undefined;
  /** Names by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly voting: Voting;
}

export async function readMembership(api: ServerApi): Promise<Membership> {
  const filter = `${api.leader}_node,nodes.*.name,metadata.cluster_coordination`;
  const state = await api.get(
    `/_cluster/state/nodes,metadata,${api.leader}_node?filter_path=${filter}&${api.leaderTimeout}`,
    stateSchema,
  );
  const names = new Map(Object.entries(state.nodes).map(([id, { name }]) => [id, name]));
  const { last_committed_config: config, voting_config_exclusions: excluded } =
    state.metadata.cluster_coordination;
  return {
    leader: names.get(state.cluster_manager_node ?? state.master_node ?? ''),
    names,
    voting: { config, excluded: excluded.map(({ node_name: name }) => name) },
  };
}

export async function readPicture(api: ServerApi): Promise<ClusterPicture> {
  const [health, membership, nodes, shards, allocation] = await Promise.all([
    api.get(`/_cluster/health?${api.leaderTimeout}`, healthSchema),
    readMembership(api),
    // Members that hang are left out of the reply; whether they have joined says the cluster's state.
    api.get('/_nodes/stats/fs?timeout=3s&filter_path=nodes.*.roles,nodes.*.fs.total', statsSchema),
    api.get(
      `/_cat/shards?format=json&bytes=b&h=index,shard,prirep,state,store,id,node,unassigned.reason&${api.leaderTimeout}`,
      catShardsSchema,
    ),
    readAllocation(api),
  ]);
  return {
    status: health.status,
    relocating: health.relocating_shards,
    initializing: health.initializing_shards,
    nodes: [...membership.names].map(([id, name]) => nodeOf(id, name, nodes.nodes[id])),
    leader: membership.leader,
    copies: shards.map((row) => copyOf(row, membership.names)),
    allocation,
    voting: membership.voting,
  };
}

function nodeOf(
  id: string,
  name: string,
  stats: z.infer<typeof statsSchema>['nodes'][string] | undefined,
): ClusterNode {
  const total = stats?.fs?.total;
  return {
    id,
    name,
    roles: stats?.roles ?? [],
    disk: total && { total: total.total_in_bytes, available: total.available_in_bytes },
  };
}

function copyOf(row: z.infer<typeof catShardsSchema>[number], names: ReadonlyMap<string, string>): ShardCopy {
  const [, target] = / -> \S+ (\S+) /.exec(row.node ?? '') ?? [];
  return {
    index: row.index,
    shard: row.shard,
    primary: row.prirep === 'p',
    state: row.state,
    // A member that left between two replies is told by its id rather than taken for none.
    node: row.id ? (names.get(row.id) ?? row.id) : undefined,
    to: target === undefined ? undefined : (names.get(target) ?? target),
    bytes: row.store ?? 0,
    reason: row['unassigned.reason'] ?? undefined,
  };
}

async function readAllocation(api: ServerApi): Promise<AllocationSettings> {
  const path = '*.cluster.routing.allocation.enable,*.cluster.routing.allocation.disk';
  const [settings, exclusions] = await Promise.all([
    api.get(
      `/_cluster/settings?include_defaults=true&filter_path=${path}&${api.leaderTimeout}`,
      settingsSchema,
    ),
    readExclusions(api),
  ]);
  // Transient settings win over persistent ones, and those over the members' own files.
  const scopes = [settings.transient, settings.persistent, settings.defaults].map(
    (scope) => scope?.cluster?.routing?.allocation,
  );
  const first = <T>(value: (scope: z.infer<typeof allocationSchema> | undefined) => T | undefined) =>
    scopes.map(value).find((found) => found !== undefined);
  return {
    excluded: effectiveNames(exclusions),
    enable: first((scope) => scope?.enable) ?? 'all',
    lowWatermark: first((scope) => scope?.disk?.watermark?.low) ?? '85%',
    diskThreshold: first((scope) => scope?.disk?.threshold_enabled) ?? true,
  };
}
