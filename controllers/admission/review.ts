import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { formatProblem, type FieldProblem } from '../../api/errors/index.js';
import { group } from '../../api/names.js';
import type { AdmissionRequest, AdmissionResponse } from './admission-review.js';
import { judgeCluster } from './judge-cluster.js';
import { judgeAddresses } from './judge-addresses.js';
import { judgePool } from './judge-pool.js';
import { judgeSet } from './judge-set.js';
import type { AdmissionFacts, Judge, Verdict } from './verdict.js';

/** What we look at in an object before judging it. */
const beginning = z.looseObject({
  metadata: z.looseObject({ deletionTimestamp: z.string().optional() }),
  spec: z.unknown(),
});

/** By kind. */
const judges: ReadonlyMap<string, Judge> = new Map([
  ['DistributedCluster', judgeCluster],
  ['AdvancedStatefulSet', judgeSet],
  ['IPPool', judgePool],
]);

/**
 * Pure. What our kinds cannot be, what existing objects of them cannot become, and addresses that any object newly asks for
 * and that cannot be had, is refused.
 *
 * Let through unjudged: other kinds, subresources and deletions; an object that is being deleted, which only loses its
 * finalizers; and a change that leaves the spec alone, because labels and finalizers must be writable even if the
 * catalog or the rules have moved on since the spec was accepted. Addresses may be asked for by an annotation.
 */
export function review(request: AdmissionRequest, facts: AdmissionFacts): AdmissionResponse {
  const allowed = { uid: request.uid, allowed: true };
  const now = beginning.safeParse(request.object).data;
  if (now?.metadata.deletionTimestamp !== undefined) return allowed;
  const { problems, warnings } = verdictOn(request, facts);
  const explained = new Set(problems.map(({ field }) => field));
  const refused = addressProblems(facts).filter(({ field }) => !explained.has(field));
  const all = [...problems, ...refused];
  if (all.length > 0) return refusal(request, all, warnings);
  return { ...allowed, ...(warnings.length > 0 && { warnings }) };
}

const nothingToSay: Verdict = { problems: [], warnings: [] };

function verdictOn(request: AdmissionRequest, facts: AdmissionFacts): Verdict {
  const judge = judgeOf(request);
  if (judge === undefined) return nothingToSay;
  const now = beginning.safeParse(request.object).data;
  const before = beginning.safeParse(request.oldObject).data;
  const isSame = request.operation === 'UPDATE' && before && isDeepStrictEqual(now?.spec, before.spec);
  return isSame ? nothingToSay : judge(request, facts);
}

function addressProblems({ addresses }: AdmissionFacts): readonly FieldProblem[] {
  return addresses === undefined ? [] : judgeAddresses(addresses.question, addresses.known);
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
