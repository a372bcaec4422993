import { STATUS_CODES } from 'node:http';

/** Status of each refusal of the API, as activities/tvs/openapi.yaml has them. */
export const statusOf = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'id-held': 409,
  'address-held': 409,
  forgotten: 410,
  'precondition-failed': 412,
  refused: 422,
  'key-reused': 422,
  'precondition-required': 428,
  'too-many-requests': 429,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof statusOf;

export interface FieldReason {
  readonly field: string;
  readonly reason: string;
}

/** Why a request was not done. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  /** Whose the id or the address is. */
  readonly owner?: string;
  readonly fields?: readonly FieldReason[];
}

/** A refusal on its way to the reply. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** RFC 9457. */
export function problemBody(problem: Problem, status: number = statusOf[problem.code]): string {
  return JSON.stringify({ title: STATUS_CODES[status] ?? 'Error', status, ...problem });
}
