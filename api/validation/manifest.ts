import { distributedClusterManifestSchema, type DistributedClusterManifest } from '../distributed-cluster.js';
import type { FieldProblem } from '../errors/index.js';
import { describedBy } from './described-schema.js';
import { formProblems } from './issue-problems.js';

export type ParsedManifest =
  | { readonly ok: true; readonly manifest: DistributedClusterManifest }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const describe = describedBy(distributedClusterManifestSchema);

/**
 * A DistributedCluster as a person wrote it (YAML or JSON already parsed), checked for form: types, bounds, names, and
 * no field that does not exist. Whether the catalog has what it asks for is `validateSpec`. Needs zod, so it stays out
 * of workflows. Each field is named at most once.
 */
export function parseManifest(input: unknown): ParsedManifest {
  const result = distributedClusterManifestSchema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, manifest: result.data };
  return { ok: false, problems: formProblems(result.error, describe) };
}
