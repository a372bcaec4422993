import type { DistributedCluster } from '../../../api/distributed-cluster.js';
import { countMembersOnline } from '../../../api/online-members.js';
import { formatAge } from '../duration.js';
import { table } from '../table.js';
import { oneLine, type Paint } from '../terminal.js';
import { healthText, phaseText } from './colours.js';

export interface ClusterTableOptions {
  readonly paint: Paint;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly wide: boolean;
  /** Whether to show in which namespace each is. */
  readonly namespaces: boolean;
}

/** Members that answer, of how many: `3/4`, by what the controller counted last. */
export function readyText({ spec, status }: DistributedCluster): string {
  const wanted = countMembersOnline(spec);
  if (!status?.nodeTypes) return `?/${wanted}`;
  return `${status.nodeTypes.reduce((sum, nodeType) => sum + nodeType.ready, 0)}/${wanted}`;
}

/** One line for each cluster, by namespace and name. */
export function clusterTable(
  clusters: readonly DistributedCluster[],
  options: ClusterTableOptions,
): string[] {
  const { paint, now, wide, namespaces } = options;
  type Row = DistributedCluster;
  const phase = ({ metadata, status }: Row): string =>
    metadata.deletionTimestamp === undefined ? phaseText(status?.phase, paint) : phaseText('Deleting', paint);
  const order = ({ metadata }: Row): string => `${metadata.namespace ?? ''}/${metadata.name}`;
  return table(
    [
      ...(namespaces ? [{ title: 'NAMESPACE', value: (it: Row) => it.metadata.namespace ?? '' }] : []),
      { title: 'NAME', value: (it: Row) => it.metadata.name },
      { title: 'COMPONENT', value: (it: Row) => it.spec.component },
      { title: 'VERSION', value: (it: Row) => it.spec.version },
      { title: 'PHASE', value: phase },
      { title: 'READY', value: readyText },
      { title: 'HEALTH', value: (it: Row) => healthText(it.status?.health?.state, paint) },
      { title: 'AGE', value: (it: Row) => formatAge(it.metadata.creationTimestamp, now) },
      ...(wide
        ? [
            { title: 'TENANT', value: (it: Row) => it.spec.tenant },
            { title: 'ENDPOINT', value: (it: Row) => it.status?.endpoint ?? '' },
            { title: 'MESSAGE', value: (it: Row) => oneLine(it.status?.message ?? '') },
          ]
        : []),
    ],
    clusters.toSorted((a, b) => order(a).localeCompare(order(b))),
  );
}
