import type { ClusterConfig, NodeType } from '../../api/distributed-cluster.js';
import { isDnsLabel } from '../../api/names.js';

/** Prefix of settings in an owner's `config` that are for the platform and never reach Jupyter. */
const prefix = 'statewright.';

/** Name of a Dask cluster of the same namespace that notebooks use when they say `Client()`. */
export const daskSetting = 'statewright.dask';

/** What of the owner's settings is for Jupyter. */
export function ownSettings({ config = {} }: NodeType): ClusterConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith(prefix)));
}

/** Address of the scheduler that notebooks use; undefined where none is named, or what is named can be no cluster's name. */
export function daskAddress({ config = {} }: NodeType, namespace: string): string | undefined {
  const name = config[daskSetting];
  return typeof name === 'string' && isDnsLabel(name) ? `tcp://${name}.${namespace}.svc:8786` : undefined;
}
