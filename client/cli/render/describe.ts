import type { ClusterDescription } from '../../describe.js';
import { formatKey } from '../../../api/names.js';
import { formatAge, formatSpan } from '../duration.js';
import { table } from '../table.js';
import { oneLine, type Paint } from '../terminal.js';
import { healthText, phaseText, stepMark } from './colours.js';
import { eventLines, nodeTypeLines, podLines, type Frame } from './members.js';

export interface DescribeFrame extends Frame {
  readonly workflowPage: string;
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  if (lines.length === 0) return [];
  return ['', paint('bold', `${title}:`), ...lines.map((line) => `  ${line}`)];
}

function facts(rows: readonly (readonly [string, string])[]): string[] {
  const shown = rows.filter(([, value]) => value !== '');
  const longest = Math.max(...shown.map(([name]) => name.length)) + 1;
  return shown.map(([name, value]) => `${`${name}:`.padEnd(longest)}  ${value}`);
}

function summary({ key, cluster, progress, workflowId }: ClusterDescription, frame: DescribeFrame): string[] {
  const { paint, now, workflowPage } = frame;
  const workflow: readonly [string, string] = ['Workflow', `${workflowId}  ${workflowPage}`];
  if (!cluster) {
    const phase = phaseText(progress?.phase, paint);
    return facts([
      ['Cluster', formatKey(key)],
      ['Phase', phase],
      ['Message', oneLine(progress?.message ?? '')],
      workflow,
    ]);
  }
  const { metadata, spec, status } = cluster;
  const { generation = 1, deletionTimestamp } = metadata;
  const inPlace = status?.observedGeneration ?? 0;
  const generations =
    inPlace === generation
      ? `generation ${generation}, in place`
      : `generation ${generation}, ${inPlace === 0 ? 'none' : inPlace} in place`;
  const health = status?.health;
  return facts([
    ['Cluster', paint('bold', formatKey(key))],
    ['Component', `${spec.component} ${spec.version}`],
    ['Image', spec.image ?? ''],
    ['Tenant', spec.tenant],
    ['Age', formatAge(metadata.creationTimestamp, now)],
    ['Deleted', deletionTimestamp === undefined ? '' : `asked for ${formatAge(deletionTimestamp, now)} ago`],
    ['Phase', `${phaseText(progress?.phase ?? status?.phase, paint)} (${generations})`],
    ['Message', oneLine(progress?.message ?? status?.message ?? '')],
    ['Health', health ? `${healthText(health.state, paint)}: ${oneLine(health.summary)}` : ''],
    ['Endpoint', status?.endpoint ?? ''],
    ['Volumes', `${spec.volumeRetention?.whenDeleted ?? 'Delete'} when the cluster is deleted`],
    workflow,
  ]);
}

function stepLines({ progress }: ClusterDescription, { paint, now }: DescribeFrame): string[] {
  const blocked = progress?.blockedBy;
  const reason = blocked ? [paint('red', oneLine(blocked.sentence)), `  ${oneLine(blocked.remedy)}`] : [];
  const steps = (progress?.steps ?? []).map((step) => {
    const span = step.startedAt === undefined ? '' : formatSpan((step.finishedAt ?? now) - step.startedAt);
    const detail = [span, oneLine(step.detail)].filter(Boolean).join(', ');
    return `${stepMark(step.state, paint)} ${step.name}${detail === '' ? '' : ` (${detail})`}`;
  });
  return [...reason, ...steps];
}

/** The description for people: what is wanted, what is done, each member in its own words, and what nobody answered. */
export function describeLines(description: ClusterDescription, frame: DescribeFrame): string[] {
  const { paint } = frame;
  const { cluster, volumes, services, warnings, unanswered } = description;
  const conditions = (cluster?.status?.conditions ?? []).map(
    (it) => `${it.type} ${it.status}: ${it.reason}${it.message === '' ? '' : `, ${oneLine(it.message)}`}`,
  );
  const volumeRows = table(
    [
      { title: 'CLAIM', value: (it) => it.claim },
      { title: 'SIZE', value: (it) => it.size },
      { title: 'CLASS', value: (it) => it.storageClass },
      { title: 'STATE', value: (it) => (it.reason === '' ? it.phase : `${it.phase}: ${oneLine(it.reason)}`) },
    ],
    volumes,
  );
  const serviceRows = table(
    [
      { title: 'NAME', value: (it) => it.name },
      { title: 'TYPE', value: (it) => it.type },
      { title: 'CLUSTER IP', value: (it) => it.clusterIP },
      { title: 'PORTS', value: (it) => it.ports.join(', ') },
    ],
    services,
  );
  const missing = unanswered.flatMap(({ question, sentence, remedy }) => [
    `${paint('yellow', `${question}:`)} ${oneLine(sentence)}`,
    `  ${oneLine(remedy)}`,
  ]);
  return [
    ...summary(description, frame),
    ...section('Could not be asked', missing, paint),
    ...section('Node types', nodeTypeLines(description), paint),
    ...section('Steps', stepLines(description, frame), paint),
    ...section('Conditions', conditions, paint),
    ...section('Pods', podLines(description, frame), paint),
    ...section('Volumes', volumes.length === 0 ? [] : volumeRows, paint),
    ...section('Services', services.length === 0 ? [] : serviceRows, paint),
    ...section('Warnings', eventLines(warnings, frame, true), paint),
  ];
}
