import type { ClusterNode, ClusterPicture, ShardCopy } from './picture.js';

/** A member with room for 50 bytes below the low watermark. */
export function node(name: string, fields: Partial<ClusterNode> = {}): ClusterNode {
  return {
    id: `id-${name}`,
    name,
    roles: ['cluster_manager', 'data', 'ingest'],
    disk: { total: 1_000, available: 200 },
    ...fields,
  };
}

/** `logs 0 p a` is the primary of logs[0] on a; `logs 0 r -` a replica without a place. */
export function copy(text: string, fields: Partial<ShardCopy> = {}): ShardCopy {
  const [index = '', shard = '0', kind, name] = text.split(' ');
  return {
    index,
    shard: Number(shard),
    primary: kind === 'p',
    state: name === '-' ? 'UNASSIGNED' : 'STARTED',
    node: name === '-' ? undefined : name,
    to: undefined,
    bytes: 10,
    reason: undefined,
    ...fields,
  };
}

export function picture(
  copies: readonly (string | ShardCopy)[] = [],
  fields: Partial<ClusterPicture> = {},
): ClusterPicture {
  const nodes = fields.nodes ?? [node('a'), node('b'), node('c')];
  return {
    status: 'green',
    relocating: 0,
    initializing: 0,
    nodes,
    leader: 'c',
    copies: copies.map((one) => (typeof one === 'string' ? copy(one) : one)),
    allocation: { excluded: [], enable: 'all', lowWatermark: '85%', diskThreshold: true },
    voting: { config: nodes.map(({ id }) => id), excluded: [] },
    ...fields,
  };
}

export const excluding = (...names: string[]): Pick<ClusterPicture, 'allocation'> => ({
  allocation: { excluded: names, enable: 'all', lowWatermark: '85%', diskThreshold: true },
});
