import { withDefaults } from '../../../api/defaults.js';
import { countOnline } from '../../../api/online-members.js';
import { catalogRules } from '../../../catalog/index.js';
import type { ClusterDescription } from '../../describe.js';
import type { EventDescription } from '../../description/event.js';
import type { PodDescription } from '../../description/pod.js';
import { formatAge } from '../duration.js';
import { table } from '../table.js';
import { oneLine, type Paint } from '../terminal.js';
import { podState } from './colours.js';

export interface Frame {
  readonly paint: Paint;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Events shown of one thing; older ones repeat the same. */
const eventsShown = 5;

/** What each node type gets, the catalog's defaults included, and how many of its members answer, counted live. */
export function nodeTypeLines({ cluster, pods }: ClusterDescription): string[] {
  if (!cluster) return [];
  const rules = catalogRules.find((it) => it.component === cluster.spec.component);
  const { nodeTypes } = rules ? withDefaults(cluster.spec, rules) : cluster.spec;
  const of = (name: string): readonly PodDescription[] => pods.filter((pod) => pod.nodeType === name);
  return table(
    [
      { title: 'NODE TYPE', value: (it) => it.name },
      {
        title: 'WANTED',
        value: (it) => {
          const online = countOnline(it);
          return online === it.replicas ? String(online) : `${online} (${it.replicas - online} offline)`;
        },
      },
      { title: 'READY', value: (it) => String(of(it.name).filter((pod) => pod.ready).length) },
      {
        title: 'UPDATED',
        value: (it) => String(cluster.status?.nodeTypes?.find(({ name }) => name === it.name)?.updated ?? ''),
      },
      { title: 'CPU', value: (it) => it.resources?.cpu ?? '' },
      { title: 'MEMORY', value: (it) => it.resources?.memory ?? '' },
      {
        title: 'VOLUMES',
        value: (it) => it.volumes?.map(({ name, size }) => `${name} ${size}`).join(', ') ?? '',
      },
      {
        title: 'SETTINGS',
        value: (it) =>
          Object.entries(it.config ?? {})
            .map(([key, value]) => `${key}=${value}`)
            .join(' '),
      },
    ],
    nodeTypes,
  );
}

/** `3m ago  Warning  FailedMount  message (4 times)`, the newest last. */
export function eventLines(
  events: readonly EventDescription[],
  { paint, now }: Frame,
  about: boolean,
): string[] {
  return events.slice(-eventsShown).map((event) => {
    const age = event.at === '' ? '' : `${formatAge(event.at, now)} ago`.padEnd(10);
    const reason = paint(event.warning ? 'yellow' : 'dim', event.reason);
    const times = event.count > 1 ? ` (${event.count} times)` : '';
    const subject = about ? `${event.about}: ` : '';
    return `${age}  ${subject}${reason}: ${oneLine(event.message)}${times}`;
  });
}

/** Each member with its own reason, and below it what Kubernetes wrote about it last. */
export function podLines({ pods }: ClusterDescription, frame: Frame): string[] {
  if (pods.length === 0) return [];
  const [title = '', ...rows] = table(
    [
      { title: 'NAME', value: (pod) => pod.name },
      { title: 'READY', value: (pod) => pod.containers },
      { title: 'RESTARTS', value: (pod) => String(pod.restarts) },
      { title: 'AGE', value: (pod) => formatAge(pod.createdAt, frame.now) },
      { title: 'MACHINE', value: (pod) => pod.machine },
      { title: 'IP', value: (pod) => pod.ip },
      { title: 'STATE', value: (pod) => podState(pod, frame.paint) },
    ],
    pods,
  );
  const withEvents = pods.flatMap((pod, index) => [
    rows[index] ?? '',
    ...eventLines(pod.events, frame, false).map((line) => `    ${line}`),
  ]);
  return [title, ...withEvents];
}
