import type { FieldProblem } from '../../api/errors/index.js';
import { validateSetUpdate } from '../../api/validation/advanced-stateful-set-change.js';
import { validateSet, validateSetName } from '../../api/validation/advanced-stateful-set.js';
import { parseSetManifest } from '../../api/validation/set-manifest.js';
import type { Judge } from './verdict.js';

const earlierUnreadable =
  'The set as it is cannot be read by this version, so it was not checked whether it can take the change.';

const podsUnknown =
  'Kubernetes could not be asked about the pods, so what is wrong with their template will only be seen in events of the set.';

/** An AdvancedStatefulSet: its form, what any set can be, what an existing one can take, and what its pods can be. */
export const judgeSet: Judge = ({ operation, object, oldObject }, { pods }) => {
  const parsed = parseSetManifest(object);
  if (!parsed.ok) return { problems: parsed.problems, warnings: [] };
  const { metadata, spec } = parsed.manifest;
  const warnings = pods !== undefined && pods.problems === undefined ? [podsUnknown] : [];
  const together = (problems: readonly FieldProblem[]): readonly FieldProblem[] => {
    const explained = new Set(problems.map(({ field }) => field));
    return [...problems, ...(pods?.problems ?? []).filter(({ field }) => !explained.has(field))];
  };
  if (operation === 'CREATE') {
    return { problems: together([...validateSetName(metadata.name), ...validateSet(spec)]), warnings };
  }
  const earlier = parseSetManifest(oldObject);
  if (!earlier.ok) {
    return { problems: together(validateSet(spec)), warnings: [...warnings, earlierUnreadable] };
  }
  return { problems: together(validateSetUpdate(earlier.manifest.spec, spec)), warnings };
};
