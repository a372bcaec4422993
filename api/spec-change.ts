import type { ComponentRules } from './component.js';
import type { ClusterConfig, DistributedClusterSpec } from './distributed-cluster.js';
import { fieldProblem, type FieldProblem } from './errors/index.js';
import { validateUpdate } from './validation/change.js';
import type { MachineCapacity } from './validation/machines.js';

/** A change of one part of a cluster's spec, as the Updates of the cluster workflow make it. Free of zod. */
export type SpecChange =
  | { readonly kind: 'scale'; readonly nodeType: string; readonly replicas: number }
  | { readonly kind: 'upgrade'; readonly version: string }
  | { readonly kind: 'configure'; readonly nodeType: string; readonly config: ClusterConfig };

export type ChangedSpec =
  | { readonly ok: true; readonly spec: DistributedClusterSpec }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

function replaceNodeType(
  spec: DistributedClusterSpec,
  name: string,
  change: Partial<DistributedClusterSpec['nodeTypes'][number]>,
): ChangedSpec {
  if (!spec.nodeTypes.some((nodeType) => nodeType.name === name)) {
    const known = spec.nodeTypes.map((nodeType) => nodeType.name).join(', ');
    const problem = fieldProblem('nodeType', 'UnknownNodeType', {
      component: 'This cluster',
      nodeType: name,
      known,
    });
    return { ok: false, problems: [problem] };
  }
  const nodeTypes = spec.nodeTypes.map((nodeType) =>
    nodeType.name === name ? { ...nodeType, ...change } : nodeType,
  );
  return { ok: true, spec: { ...spec, nodeTypes } };
}

function changed(spec: DistributedClusterSpec, change: SpecChange): ChangedSpec {
  switch (change.kind) {
    case 'scale':
      return replaceNodeType(spec, change.nodeType, { replicas: change.replicas });
    case 'upgrade':
      return { ok: true, spec: { ...spec, version: change.version } };
    case 'configure':
      return replaceNodeType(spec, change.nodeType, { config: change.config });
  }
}

/** The spec after the change, or every reason for which the platform refuses it. */
export function applySpecChange(
  spec: DistributedClusterSpec,
  change: SpecChange,
  rules: readonly ComponentRules[],
  machines: readonly MachineCapacity[],
): ChangedSpec {
  const after = changed(spec, change);
  if (!after.ok) return after;
  const problems = validateUpdate(spec, after.spec, rules, machines);
  return problems.length === 0 ? after : { ok: false, problems };
}
