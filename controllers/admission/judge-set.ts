import { validateSetUpdate } from '../../api/validation/advanced-stateful-set-change.js';
import { validateSet, validateSetName } from '../../api/validation/advanced-stateful-set.js';
import { parseSetManifest } from '../../api/validation/set-manifest.js';
import type { Judge } from './verdict.js';

const earlierUnreadable =
  'The set as it is cannot be read by this version, so it was not checked whether it can take the change.';

/** An AdvancedStatefulSet: its form, what any set can be, and what an existing one can take. */
export const judgeSet: Judge = ({ operation, object, oldObject }) => {
  const parsed = parseSetManifest(object);
  if (!parsed.ok) return { problems: parsed.problems, warnings: [] };
  const { metadata, spec } = parsed.manifest;
  if (operation === 'CREATE') {
    return { problems: [...validateSetName(metadata.name), ...validateSet(spec)], warnings: [] };
  }
  const earlier = parseSetManifest(oldObject);
  if (!earlier.ok) return { problems: validateSet(spec), warnings: [earlierUnreadable] };
  return { problems: validateSetUpdate(earlier.manifest.spec, spec), warnings: [] };
};
