import type { IPPool, IPReservation } from '../../../api/network/index.js';
import { formatSpan } from '../duration.js';
import { table } from '../table.js';

function stateOf({ status, spec }: IPReservation): string {
  if (status?.phase === 'Released') return 'Released';
  return spec.addresses.length === 0 || status?.message !== undefined ? 'Waiting' : 'Bound';
}

/** How long the addresses are still kept; empty while the pod is there. */
function keptFor({ status }: IPReservation, now: number): string {
  if (status?.phase !== 'Released') return '';
  const left = Date.parse(status.expiresAt ?? '') - now;
  if (Number.isNaN(left)) return '';
  return left <= 0 ? 'over' : formatSpan(left);
}

/** @param now milliseconds since the epoch */
export function addressTable(reservations: readonly IPReservation[], now: number, isWide: boolean): string[] {
  return table(
    [
      { title: 'NAMESPACE', value: ({ spec }) => spec.namespace },
      { title: 'POD', value: ({ spec }) => spec.podName },
      { title: 'ADDRESSES', value: ({ spec }) => spec.addresses.join(', ') },
      { title: 'POOL', value: ({ spec }) => spec.pool },
      { title: 'STATE', value: stateOf },
      { title: 'KEPT FOR', value: (it) => keptFor(it, now) },
      ...(isWide ? [{ title: 'MESSAGE', value: ({ status }: IPReservation) => status?.message ?? '' }] : []),
    ],
    reservations,
  );
}

/** One reservation for people. */
export function addressLines(reservation: IPReservation, now: number): string[] {
  const { spec, status } = reservation;
  const kept = keptFor(reservation, now);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Pod', `${spec.namespace}/${spec.podName}`],
    ['State', kept === '' ? stateOf(reservation) : `${stateOf(reservation)}, kept for ${kept}`],
    ['Addresses', spec.addresses.join(', ') || 'none'],
    ['Pool', spec.pool],
    ['Pod UID', status?.podUID],
    ['Bound at', status?.boundAt],
    ['Released at', status?.releasedAt],
    ['Message', status?.message],
    ...(spec.former ?? []).map(({ address, until }) => ['Former', `${address}, until ${until}`] as const),
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${`${name}:`.padEnd(13)}${value}`]));
}

export function poolTable(pools: readonly IPPool[]): string[] {
  const rows = pools.flatMap((pool) =>
    ([pool.spec.ipv4, pool.spec.ipv6] as const).flatMap((family, index) =>
      family === undefined
        ? []
        : [{ pool, family, counts: index === 0 ? pool.status?.ipv4 : pool.status?.ipv6 }],
    ),
  );
  const ready = ({ status }: IPPool): string =>
    status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? '';
  return table(
    [
      { title: 'NAME', value: ({ pool }) => pool.metadata.name },
      { title: 'SUBNET', value: ({ family }) => family.subnet },
      { title: 'RANGES', value: ({ family }) => family.ranges.join(', ') },
      { title: 'VLAN', value: ({ pool }) => (pool.spec.vlan ? String(pool.spec.vlan) : '') },
      { title: 'BOUND', value: ({ counts }) => counts?.bound ?? '' },
      { title: 'KEPT', value: ({ counts }) => counts?.released ?? '' },
      { title: 'FREE', value: ({ counts }) => counts?.free ?? '' },
      { title: 'READY', value: ({ pool }) => ready(pool) },
      {
        title: 'FOR',
        value: ({ pool: { spec } }) => spec.namespaces?.join(', ') ?? (spec.default ? 'all, default' : 'all'),
      },
    ],
    rows,
  );
}
