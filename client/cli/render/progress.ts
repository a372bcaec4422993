import { formatKey } from '../../../api/names.js';
import type { Step } from '../../../workflows/cluster/contract.js';
import type { ClusterSighting } from '../../observe.js';
import { formatSpan } from '../duration.js';
import { table } from '../table.js';
import { oneLine, truncate, type Paint } from '../terminal.js';
import { healthText, phaseText, podState, stepMark } from './colours.js';
import { guardLines } from './guards.js';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** How long a step took, or has been taking; by the workflow's clock, so a span across clocks may be a little off. */
function stepSpan(step: Step, now: number): string {
  if (step.startedAt === undefined) return '';
  return formatSpan((step.finishedAt ?? now) - step.startedAt);
}

function header(sighting: ClusterSighting, paint: Paint): string {
  const { cluster, presence, progress } = sighting;
  const name = paint('bold', formatKey(sighting.key));
  if (presence === 'absent') return `${name}  ${paint('dim', 'gone')}`;
  if (!cluster) return `${name}  ${paint('yellow', 'not known yet')}`;
  const { component, version } = cluster.spec;
  const phase = phaseText(progress?.phase ?? cluster.status?.phase, paint);
  const health = cluster.status?.health;
  const shown = health ? `  ${healthText(health.state, paint)}: ${oneLine(health.summary)}` : '';
  return `${name}  ${component} ${version}  ${phase}${shown}`;
}

/** The sentence to show: what the workflow says now, else what it wrote last. */
export function messageOf({ progress, cluster }: ClusterSighting): string {
  return oneLine(progress?.message ?? cluster?.status?.message ?? '');
}

function stepLines(sighting: ClusterSighting, paint: Paint, now: number): string[] {
  const steps = sighting.progress?.steps ?? [];
  const rows = table(
    [
      { title: '', value: (step: Step) => `  ${stepMark(step.state, paint)} ${step.name}` },
      { title: '', value: (step: Step) => stepSpan(step, now) || ' ' },
      { title: '', value: (step: Step) => oneLine(step.detail) || ' ' },
    ],
    steps,
  );
  return rows.slice(1).map((line) => line.trimEnd());
}

function podLines(sighting: ClusterSighting, paint: Paint): string[] {
  if (sighting.pods.length === 0) return [];
  const [title = '', ...rows] = table(
    [
      { title: 'POD', value: (pod) => pod.name },
      { title: 'MACHINE', value: (pod) => pod.machine },
      { title: 'IP', value: (pod) => pod.ip },
      { title: 'STATE', value: (pod) => podState(pod, paint) },
    ],
    sighting.pods,
  );
  return ['', paint('dim', `  ${title}`), ...rows.map((row) => `  ${row}`)];
}

/**
 * The whole picture for a screen on which it is redrawn: no line is wider than the screen and there are no more lines
 * than rows, or redrawing would leave pieces behind.
 */
export function progressScreen(
  sighting: ClusterSighting,
  paint: Paint,
  now: number,
  screen: Screen,
): string[] {
  const { progress, unanswered } = sighting;
  const head = [header(sighting, paint)];
  const message = messageOf(sighting);
  const blocked = progress?.blockedBy;
  if (blocked) {
    head.push(`  ${paint('red', oneLine(blocked.sentence))}`, `  ${oneLine(blocked.remedy)}`);
  } else if (message !== '') {
    head.push(`  ${message}`);
  }
  const missing = unanswered.map(
    ({ question, sentence }) => `  ${paint('yellow', `no answer about ${question}:`)} ${oneLine(sentence)}`,
  );
  const lines = [
    ...head,
    ...missing,
    ...stepLines(sighting, paint, now),
    ...guardLines(progress?.guards ?? [], paint),
    ...podLines(sighting, paint),
  ];
  const room = Math.max(screen.rows - 1, 3);
  const shown =
    lines.length <= room
      ? lines
      : [...lines.slice(0, room - 1), paint('dim', `  and ${lines.length - room + 1} more lines`)];
  return shown.map((line) => truncate(line, screen.columns));
}
