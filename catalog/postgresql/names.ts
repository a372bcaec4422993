import { group, nodeTypeSetName } from '../../api/names.js';
import { server } from './rules.js';

interface Named {
  readonly name: string;
}

/** Patroni's `scope`: begins the names of the ConfigMaps in which it keeps what the members agree on. */
export function scope(cluster: Named): string {
  return nodeTypeSetName(cluster.name, server);
}

/** What Patroni keeps, each in a ConfigMap `<scope>-<kept>` (patroni/dcs/__init__.py of 3.0.2). */
export const kept = ['config', 'leader', 'failover', 'sync'] as const;

/** Passwords of the cluster; `superuser` is for its owner too. */
export function passwordsName(cluster: Named): string {
  return `${cluster.name}-passwords`;
}
export const passwordKeys = ['superuser', 'replication', 'rewind', 'rest'] as const;

/** Who the platform is at Patroni's REST interface. */
export const restUser = 'statewright';

/** Account of the members at the API server. */
export function accountName(cluster: Named): string {
  return scope(cluster);
}

/** Service of the members that answer reads. */
export function replicaServiceName(cluster: Named): string {
  return `${cluster.name}-replica`;
}

/** Labels of pods: by the first Patroni finds its own, the second it sets to `master` or `replica`. */
export const patroniLabel = { scope: `${group}/patroni-scope`, role: `${group}/role` } as const;
