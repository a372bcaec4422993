import type { Step } from '../../../workflows/cluster/contract.js';
import type {
  MemberResult,
  OperationProgress,
  OperationResult,
  OperationState,
} from '../../../workflows/offline/contract.js';
import { formatSpan } from '../duration.js';
import { table } from '../table.js';
import { oneLine, truncate, type Paint } from '../terminal.js';
import { stepMark } from './colours.js';
import { guardLines } from './guards.js';
import type { Screen } from './progress.js';

function stateText(state: OperationState, paint: Paint): string {
  switch (state) {
    case 'Done':
      return paint('green', state);
    case 'Blocked':
    case 'Failed':
      return paint('red', state);
    case 'Running':
    case 'Undoing':
    case 'Cancelled':
      return paint('yellow', state);
  }
}

/** The whole picture for a screen on which it is redrawn: no wider and no longer than the screen. */
export function operationScreen(
  progress: OperationProgress,
  paint: Paint,
  now: number,
  screen: Screen,
): string[] {
  const span = ({ startedAt, finishedAt }: Step): string =>
    startedAt === undefined ? ' ' : formatSpan((finishedAt ?? now) - startedAt) || ' ';
  const steps = table(
    [
      { title: '', value: (step: Step) => `  ${stepMark(step.state, paint)} ${step.name}` },
      { title: '', value: span },
      { title: '', value: (step: Step) => oneLine(step.detail) || ' ' },
    ],
    progress.steps,
  ).slice(1);
  const verb = progress.kind === 'TakeOffline' ? 'offline' : 'online';
  const lines = [
    `${paint('bold', `${verb} ${progress.members.join(', ')}`)}  ${stateText(progress.state, paint)}`,
    `  ${oneLine(progress.message)}`,
    ...(progress.forced === undefined
      ? []
      : [`  ${paint('yellow', `by force: ${oneLine(progress.forced)}`)}`]),
    ...steps.map((line) => line.trimEnd()),
    ...guardLines(progress.guards, paint),
  ];
  return lines.slice(0, Math.max(screen.rows - 1, 3)).map((line) => truncate(line, screen.columns));
}

/** What is new since the last sighting, a line each, where nothing is redrawn. */
export function operationChanges(
  before: OperationProgress | undefined,
  after: OperationProgress,
): readonly string[] {
  const steps = after.steps.flatMap((step) => {
    const old = before?.steps.find(({ name }) => name === step.name);
    const isNew = step.state !== 'Pending' && (old?.state !== step.state || old.detail !== step.detail);
    return isNew
      ? [`${step.name}: ${step.state.toLowerCase()}${step.detail ? `: ${oneLine(step.detail)}` : ''}`]
      : [];
  });
  const isSaid = after.state === before?.state || after.state === 'Running' || after.state === 'Blocked';
  return isSaid ? steps : [...steps, `${after.state.toLowerCase()}: ${oneLine(after.message)}`];
}

const parts: readonly (readonly [keyof MemberResult['durations'], string])[] = [
  ['guardsMs', 'guards'],
  ['moveMs', 'move'],
  ['stopMs', 'stop'],
  ['settleMs', 'settle'],
  ['undoMs', 'take back'],
];

/** What came of each member and how long each part took. */
export function resultLines({ members, message, durationMs, forced }: OperationResult): readonly string[] {
  const timed = ({ durations }: MemberResult): string =>
    parts
      .flatMap(([part, word]) => {
        const milliseconds = durations[part];
        return milliseconds === undefined ? [] : [`${word} ${(milliseconds / 1000).toFixed(1)} s`];
      })
      .join(', ');
  return [
    `${message} (${(durationMs / 1000).toFixed(1)} s)`,
    ...members.map((it) => `  ${it.member}: ${it.outcome.toLowerCase()}${timed(it) && `, ${timed(it)}`}`),
    ...(forced?.skipped.map((guards) => `  guards skipped by force: ${guards}`) ?? []),
  ];
}
