import {
  advancedStatefulSetManifestSchema,
  type AdvancedStatefulSetManifest,
} from '../advanced-stateful-set.js';
import type { FieldProblem } from '../errors/index.js';
import { describedBy } from './described-schema.js';
import { formProblems } from './issue-problems.js';

export type ParsedSetManifest =
  | { readonly ok: true; readonly manifest: AdvancedStatefulSetManifest }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const describe = describedBy(advancedStatefulSetManifestSchema);

/**
 * An AdvancedStatefulSet as a person wrote it (YAML or JSON already parsed), checked for form, with its defaults. Of
 * `template` and `volumeClaimTemplates` only what we look at ourselves is checked; the API server checks the rest.
 * Whether the set can be run is `validateSet`. Each field is named at most once.
 */
export function parseSetManifest(input: unknown): ParsedSetManifest {
  const result = advancedStatefulSetManifestSchema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, manifest: result.data };
  return { ok: false, problems: formProblems(result.error, describe) };
}
