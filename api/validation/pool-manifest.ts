import type { z } from 'zod';
import type { FieldProblem } from '../errors/index.js';
import { ipPoolManifestSchema } from '../network/ip-pool.js';
import { describedBy } from './described-schema.js';
import { formProblems } from './issue-problems.js';

export type ParsedPoolManifest =
  | { readonly ok: true; readonly manifest: z.infer<typeof ipPoolManifestSchema> }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const describe = describedBy(ipPoolManifestSchema);

/**
 * An IPPool as a person wrote it (YAML or JSON already parsed), checked for form, with its defaults. Whether its parts fit
 * each other is `validatePool`. Each field is named at most once.
 */
export function parsePoolManifest(input: unknown): ParsedPoolManifest {
  const result = ipPoolManifestSchema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, manifest: result.data };
  return { ok: false, problems: formProblems(result.error, describe) };
}
