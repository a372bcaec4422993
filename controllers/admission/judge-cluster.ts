import type { DistributedClusterSpec } from '../../api/distributed-cluster.js';
import { validateUpdate } from '../../api/validation/change.js';
import { parseManifest } from '../../api/validation/manifest.js';
import { validateSpec } from '../../api/validation/spec.js';
import type { Judge } from './verdict.js';

const machinesUnknown =
  'The machines could not be read, so it was not checked whether one of them has the memory and processors asked for.';
const earlierUnreadable =
  'The cluster as it is cannot be read by this version, so it was not checked whether it can take the change.';

/** A DistributedCluster: its form, what the catalog or the machines allow, and what an existing one can take. */
export const judgeCluster: Judge = (request, { rules, machines }) => {
  const parsed = parseManifest(request.object);
  if (!parsed.ok) return { problems: parsed.problems, warnings: [] };
  const earlier = request.operation === 'UPDATE' ? earlierSpec(request.oldObject) : undefined;
  const { spec } = parsed.manifest;
  return {
    problems:
      earlier === undefined || earlier === 'Unreadable'
        ? validateSpec(spec, rules, machines)
        : validateUpdate(earlier, spec, rules, machines),
    warnings: [
      ...(machines === undefined ? [machinesUnknown] : []),
      ...(earlier === 'Unreadable' ? [earlierUnreadable] : []),
    ],
  };
};

function earlierSpec(object: unknown): DistributedClusterSpec | 'Unreadable' {
  const parsed = parseManifest(object);
  return parsed.ok ? parsed.manifest.spec : 'Unreadable';
}
