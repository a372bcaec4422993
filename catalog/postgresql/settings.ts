import type { ClusterConfig, DistributedClusterSpec, NodeType } from '../../api/distributed-cluster.js';
import { parseQuantity } from '../../api/quantity.js';
import { server } from './rules.js';

/** Prefix of settings in an owner's `config` that are for the platform and never reach PostgreSQL. */
const prefix = 'statewright.';

/** Whether a commit waits for a second member: `true` if there is one, `strict` in any case, `false` never. */
export const synchronousSetting = 'statewright.synchronous';
export type Synchronous = 'yes' | 'strict' | 'no';

/** Bytes of WAL that a member may lack and still count as one that can take over. */
export const mostLagSetting = 'statewright.most.lag.bytes';
const defaultMostLag = 16 * 2 ** 20;

export function isPlatformSetting(key: string): boolean {
  return key.startsWith(prefix);
}

export function configOf({ nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>): ClusterConfig {
  return nodeTypes.find(({ name }) => name === server)?.config ?? {};
}

/** What is no known value counts as not set: a commit on two members is the safe default. */
export function synchronous(config: ClusterConfig): Synchronous {
  switch (String(config[synchronousSetting])) {
    case 'strict':
      return 'strict';
    case 'false':
      return 'no';
    default:
      return 'yes';
  }
}

export function mostLag(config: ClusterConfig): number {
  const bytes = Math.floor(Number(config[mostLagSetting]));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : defaultMostLag;
}

const mebibyte = 2 ** 20;

/**
 * WAL in MiB that members keep for one that is away: a tenth of the volume, at most 16 GiB. A member that was away for more than
 * that much of writes is made anew from a copy.
 */
export function keptWal({ volumes }: Pick<NodeType, 'volumes'>): number {
  const size = parseQuantity(volumes?.[0]?.size ?? '0') ?? 0;
  return Math.min(16 * 1024, Math.max(64, Math.floor(size / mebibyte / 10)));
}
