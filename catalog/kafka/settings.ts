import type { ClusterConfig, DistributedClusterSpec } from '../../api/distributed-cluster.js';

/** Prefix of settings in an owner's `config` that are for the platform and never reach Kafka. */
const prefix = 'statewright.';

/** Bytes a second that a broker may give, and take, while partitions are moved. */
export const moveRateSetting = 'statewright.move.bytes.per.second';
const defaultMoveRate = 50 * 2 ** 20;

export function isPlatformSetting(key: string): boolean {
  return key.startsWith(prefix);
}

/** What the owner of the brokers set, or 50 MiB; a value that is no positive number counts as not set. */
export function moveRate({ nodeTypes }: Pick<DistributedClusterSpec, 'nodeTypes'>): number {
  const config: ClusterConfig = nodeTypes.find(({ name }) => name === 'broker')?.config ?? {};
  const rate = Math.floor(Number(config[moveRateSetting]));
  return Number.isSafeInteger(rate) && rate > 0 ? rate : defaultMoveRate;
}
