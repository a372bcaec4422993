import { StatewrightError } from '../../api/errors/index.js';
import { UsageError } from './exit.js';
import { oneLine, type Paint } from './terminal.js';

/** Where in a file a field stands: `cluster.yaml:12`; undefined if it is not known. */
export type Locate = (field: string) => string | undefined;

/** `field: sentence`, the remedy below it, and where the field stands. Errors without a field begin with `error`. */
export function errorLines(error: unknown, paint: Paint, locate: Locate = () => undefined): string[] {
  const lines = (subject: string, sentence: string, remedy: string, place?: string): string[] => [
    `${paint('red', `${subject}:`)} ${oneLine(sentence)}`,
    ...(remedy === '' ? [] : [`  ${oneLine(remedy)}`]),
    ...(place === undefined ? [] : [paint('dim', `  at ${place}`)]),
  ];
  if (error instanceof StatewrightError) {
    if (error.problems.length === 0) return lines('error', error.sentence, error.remedy);
    return error.problems.flatMap(({ field, sentence, remedy }) =>
      lines(field, sentence, remedy, locate(field)),
    );
  }
  if (error instanceof UsageError) return lines('error', error.message, error.remedy);
  const message = error instanceof Error ? error.message : String(error);
  return lines('error', message, 'This is a defect; repeat with --debug and report what it prints.');
}

/** The same for programs. */
export function errorJson(error: unknown, more: Readonly<Record<string, unknown>> = {}): string {
  const told =
    error instanceof StatewrightError
      ? {
          code: error.code,
          kind: error.kind,
          sentence: error.sentence,
          remedy: error.remedy,
          problems: error.problems,
        }
      : error instanceof UsageError
        ? { code: 'WrongUsage', kind: 'Invalid', sentence: error.message, remedy: error.remedy, problems: [] }
        : {
            code: 'Defect',
            kind: 'Unavailable',
            sentence: error instanceof Error ? error.message : String(error),
            remedy: 'This is a defect; repeat with --debug and report what it prints.',
            problems: [],
          };
  return JSON.stringify({ error: { ...told, ...more } });
}
