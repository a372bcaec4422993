import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { formatProblem, type FieldProblem } from '../../api/errors/index.js';
import { group } from '../../api/names.js';
import type { AdmissionRequest, AdmissionResponse } from './admission-review.js';
import { judgeCluster } from './judge-cluster.js';
import { judgeSet } from './judge-set.js';
import type { AdmissionFacts, Judge } from './verdict.js';

/** What we look at in an object before judging it. */
const beginning = z.looseObject({
  metadata: z.looseObject({ deletionTimestamp: z.string().optional() }),
  spec: z.unknown(),
});

/** By kind. */
const judges: ReadonlyMap<string, Judge> = new Map([
  ['DistributedCluster', judgeCluster],
  ['AdvancedStatefulSet', judgeSet],
]);

/**
 * Pure. What our kinds cannot be, and what existing objects of them cannot become, is refused.
 *
 * Let through unjudged: other kinds, subresources and deletions; an object that is being deleted, which only loses its
 * finalizers; and a change that leaves the spec alone, because labels and finalizers must be writable even if the
 * catalog or the rules have moved on since the spec was accepted.
 */
export function review(request: AdmissionRequest, facts: AdmissionFacts): AdmissionResponse {
  const allowed = { uid: request.uid, allowed: true };
  const judge = judgeOf(request);
  if (judge === undefined) return allowed;
  const now = beginning.safeParse(request.object).data;
  const before = beginning.safeParse(request.oldObject).data;
  if (now?.metadata.deletionTimestamp !== undefined) return allowed;
  if (request.operation === 'UPDATE' && before && isDeepStrictEqual(now?.spec, before.spec)) return allowed;

  const { problems, warnings } = judge(request, facts);
  if (problems.length > 0) return refusal(request, problems, warnings);
  return { ...allowed, ...(warnings.length > 0 && { warnings }) };
}

function judgeOf({ kind, operation, subResource }: AdmissionRequest): Judge | undefined {
  const judged = kind.group === group && (operation === 'CREATE' || operation === 'UPDATE');
  return judged && (subResource ?? '') === '' ? judges.get(kind.kind) : undefined;
}

function refusal(
  { uid, kind, name = '' }: AdmissionRequest,
  problems: readonly FieldProblem[],
  warnings: readonly string[],
): AdmissionResponse {
  return {
    uid,
    allowed: false,
    status: {
      status: 'Failure',
      code: 422,
      reason: 'Invalid',
      message: problems.map(formatProblem).join(' '),
      details: {
        name,
        group: kind.group,
        kind: kind.kind,
        causes: problems.map((problem) => ({
          reason: problem.code,
          field: problem.field,
          message: `${problem.sentence} ${problem.remedy}`,
        })),
      },
    },
    ...(warnings.length > 0 && { warnings }),
  };
}
