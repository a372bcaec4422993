import { ActivityFailure, ApplicationFailure, rootCause } from '@temporalio/workflow';
import type { ErrorCode, ErrorKind, FieldProblem } from '../api/errors/index.js';

/** What activities put into the details of their ApplicationFailure. */
export interface FailureDetails {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly remedy: string;
  readonly problems: readonly FieldProblem[];
}

/** A failure that the process can act on: what kind, and what to tell people. */
export interface KnownFailure extends FailureDetails {
  readonly kind: ErrorKind;
}

const kinds: readonly string[] = ['Invalid', 'NotFound', 'Conflict', 'Unavailable'] satisfies ErrorKind[];

function isErrorKind(text: string | null | undefined): text is ErrorKind {
  return text !== null && text !== undefined && kinds.includes(text);
}

function isFailureDetails(value: unknown): value is FailureDetails {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'sentence' in value && 'remedy' in value
  );
}

/** The failure of one of our activities, or undefined if the error is anything else (cancellation, a defect). */
export function knownFailure(error: unknown): KnownFailure | undefined {
  const failure = error instanceof ActivityFailure ? error.cause : error;
  if (!(failure instanceof ApplicationFailure) || !isErrorKind(failure.type)) return undefined;
  const details: unknown = failure.details?.[0];
  if (!isFailureDetails(details)) return undefined;
  return { ...details, kind: failure.type };
}

/** The message of whatever is at the bottom of an error. */
export function rootMessage(error: unknown): string {
  return rootCause(error) ?? String(error);
}
