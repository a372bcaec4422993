import { catalogue, type ErrorCode } from './catalogue.js';
import type { ErrorKind } from './entry.js';

export type ErrorParameters = Readonly<Record<string, string | number>>;

/** What is wrong with one field of a request: where (`spec.nodeTypes[0].replicas`), what, and the way out. */
export interface FieldProblem {
  readonly field: string;
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly remedy: string;
}

function fill(template: string, parameters: ErrorParameters): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** An entry of the catalogue with its parameters filled in. */
export function describeError(
  code: ErrorCode,
  parameters: ErrorParameters = {},
): { readonly kind: ErrorKind; readonly sentence: string; readonly remedy: string } {
  const entry = catalogue[code];
  return {
    kind: entry.kind,
    sentence: fill(entry.sentence, parameters),
    remedy: fill(entry.remedy, parameters),
  };
}

/** A problem of one field, for the lists that validation returns. */
export function fieldProblem(field: string, code: ErrorCode, parameters: ErrorParameters = {}): FieldProblem {
  const { sentence, remedy } = describeError(code, parameters);
  return { field, code, sentence, remedy };
}

/** One line for a person: `field: sentence remedy`. */
export function formatProblem(problem: FieldProblem): string {
  return `${problem.field}: ${problem.sentence} ${problem.remedy}`;
}

/** The only error type thrown on purpose. Its message is complete for a person: sentence and remedy. */
export class StatewrightError extends Error {
  override readonly name = 'StatewrightError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly sentence: string;
  readonly remedy: string;
  /** Set when a request was refused field by field. */
  readonly problems: readonly FieldProblem[];

  constructor(
    code: ErrorCode,
    parameters: ErrorParameters = {},
    options: {
      readonly cause?: unknown;
      readonly problems?: readonly FieldProblem[];
      /** Sentence and remedy as another process filled them in, in place of the catalogue's with `parameters`. */
      readonly told?: { readonly sentence: string; readonly remedy: string };
    } = {},
  ) {
    const { kind, sentence, remedy } = { ...describeError(code, parameters), ...options.told };
    super(`${sentence} ${remedy}`, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.kind = kind;
    this.sentence = sentence;
    this.remedy = remedy;
    this.problems = options.problems ?? [];
  }
}
