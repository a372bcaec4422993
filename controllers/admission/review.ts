import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ComponentRules } from '../../api/component.js';
import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { formatProblem, type FieldProblem } from '../../api/errors/index.js';
import { group } from '../../api/names.js';
import { validateUpdate } from '../../api/validation/change.js';
import type { MachineCapacity } from '../../api/validation/machines.js';
import { parseManifest } from '../../api/validation/manifest.js';
import { validateSpec } from '../../api/validation/spec.js';
import type { AdmissionRequest, AdmissionResponse } from './admission-review.js';

/** What a review is judged by besides the request itself. */
export interface AdmissionFacts {
  readonly rules: readonly ComponentRules[];
  /** Undefined if they could not be read: then sizes are not compared with them. */
  readonly machines: readonly MachineCapacity[] | undefined;
}

const machinesUnknown =
  'The machines could not be read, so it was not checked whether one of them has the memory and processors asked for.';
const earlierUnreadable =
  'The cluster as it is cannot be read by this version, so it was not checked whether it can take the change.';

/** What we look at in an object before judging it. */
const beginning = z.looseObject({
  metadata: z.looseObject({ deletionTimestamp: z.string().optional() }),
  spec: z.unknown(),
});

/**
 * Pure. A DistributedCluster is refused for its form, for what the catalog or the machines do not allow, and for a
 * change that an existing cluster cannot take.
 *
 * Let through unjudged: other kinds, subresources and deletions; a cluster that is being deleted, which only loses its
 * finalizers; and a change that leaves the spec alone, because labels and finalizers must be writable even if the
 * catalog has moved on since the spec was accepted.
 */
export function review(request: AdmissionRequest, facts: AdmissionFacts): AdmissionResponse {
  const allowed = { uid: request.uid, allowed: true };
  if (!isJudged(request)) return allowed;
  const now = beginning.safeParse(request.object).data;
  const before = beginning.safeParse(request.oldObject).data;
  if (now?.metadata.deletionTimestamp !== undefined) return allowed;
  if (request.operation === 'UPDATE' && before && isDeepStrictEqual(now?.spec, before.spec)) return allowed;

  const parsed = parseManifest(request.object);
  if (!parsed.ok) return refusal(request, parsed.problems, []);
  const earlier = request.operation === 'UPDATE' ? earlierSpec(request.oldObject) : undefined;
  const warnings = [
    ...(facts.machines === undefined ? [machinesUnknown] : []),
    ...(earlier === 'Unreadable' ? [earlierUnreadable] : []),
  ];
  const { spec } = parsed.manifest;
  const problems =
    earlier === undefined || earlier === 'Unreadable'
      ? validateSpec(spec, facts.rules, facts.machines)
      : validateUpdate(earlier, spec, facts.rules, facts.machines);
  if (problems.length > 0) return refusal(request, problems, warnings);
  return { ...allowed, ...(warnings.length > 0 && { warnings }) };
}

function isJudged({ kind, operation, subResource }: AdmissionRequest): boolean {
  return (
    kind.group === group &&
    kind.kind === 'DistributedCluster' &&
    (subResource ?? '') === '' &&
    (operation === 'CREATE' || operation === 'UPDATE')
  );
}

function earlierSpec(object: unknown): DistributedClusterSpec | 'Unreadable' {
  const parsed = parseManifest(object);
  return parsed.ok ? parsed.manifest.spec : 'Unreadable';
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
