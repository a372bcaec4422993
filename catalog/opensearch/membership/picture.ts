/** What the members say of their cluster at one time: everything that leaving and coming back is judged by. */
export interface ClusterPicture {
  readonly status: 'green' | 'yellow' | 'red';
  /** Shards on their way from one member to another. */
  readonly relocating: number;
  readonly initializing: number;
  /** Members that have joined. */
  readonly nodes: readonly ClusterNode[];
  /** Name of the elected leader. */
  readonly leader: string | undefined;
  readonly copies: readonly ShardCopy[];
  readonly allocation: AllocationSettings;
  readonly voting: Voting;
}

export interface ClusterNode {
  readonly id: string;
  readonly name: string;
  /** Empty while the member does not answer the others. */
  readonly roles: readonly string[];
  /** In bytes; undefined while the member does not answer the others. */
  readonly disk: { readonly total: number; readonly available: number } | undefined;
}

/** One copy of a shard. */
export interface ShardCopy {
  readonly index: string;
  readonly shard: number;
  readonly primary: boolean;
  readonly state: 'STARTED' | 'RELOCATING' | 'INITIALIZING' | 'UNASSIGNED';
  /** Name of the member that has it; undefined if none has. */
  readonly node: string | undefined;
  /** Name of the member that it moves to; only while it is relocating. */
  readonly to: string | undefined;
  readonly bytes: number;
  /** OpenSearch's word for why it has no place, for example `NODE_LEFT`. */
  readonly reason: string | undefined;
}

/** `cluster.routing.allocation.…` as it is in effect. */
export interface AllocationSettings {
  /** `exclude._name`: names, in which `*` stands for anything. */
  readonly excluded: readonly string[];
  /** `enable`: `all`, or what else may be placed. */
  readonly enable: string;
  readonly lowWatermark: string;
  readonly diskThreshold: boolean;
}

export interface Voting {
  /** Ids of the members whose votes are counted. */
  readonly config: readonly string[];
  /** Names of members that are not to vote. */
  readonly excluded: readonly string[];
}

export function nodeNamed(picture: ClusterPicture, name: string): ClusterNode | undefined {
  return picture.nodes.find((node) => node.name === name);
}

/** `data` is the whole of it; `data_hot`, `data_content` and so on are Elasticsearch's parts. */
export function holdsData({ roles }: ClusterNode): boolean {
  return roles.some((role) => role === 'data' || role.startsWith('data_'));
}

/** Whether it may be elected or votes; Elasticsearch says `master`. */
export function votes({ roles }: ClusterNode): boolean {
  return roles.includes('cluster_manager') || roles.includes('master');
}

/** Whether the allocation exclusion keeps shards off a member of this name. */
export function isExcluded({ allocation }: ClusterPicture, name: string): boolean {
  return allocation.excluded.some((pattern) =>
    new RegExp(
      `^${pattern
        .split('*')
        .map((part) => part.replace(/[^\w-]/g, '\\$&'))
        .join('.*')}$`,
    ).test(name),
  );
}

/** Data members that shards can go to when `leaving` goes: those on their way out themselves are no help. */
export function stayingData(picture: ClusterPicture, leaving: string): readonly ClusterNode[] {
  return picture.nodes.filter(
    (node) => node.name !== leaving && holdsData(node) && !isExcluded(picture, node.name),
  );
}

/** `logs-1[0]`, as OpenSearch writes a shard. */
export function shardName({ index, shard }: Pick<ShardCopy, 'index' | 'shard'>): string {
  return `${index}[${shard}]`;
}
