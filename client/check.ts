import type { DistributedCluster, DistributedClusterManifest } from '../api/distributed-cluster.js';
import { StatewrightError, type FieldProblem } from '../api/errors/index.js';
import type { ObjectKey } from '../api/names.js';
import { validateUpdate } from '../api/validation/change.js';
import type { MachineCapacity } from '../api/validation/machines.js';
import { parseManifest } from '../api/validation/manifest.js';
import { validateSpec } from '../api/validation/spec.js';
import { catalogRules } from '../catalog/index.js';
import type { KubernetesClient } from '../kubernetes/index.js';
import { distributedClusters } from '../kubernetes/resources/distributed-cluster.js';
import { listMachines } from './machines.js';

/** Names what is wrong field by field; the sentence holds all of it for those who only print messages. */
export function refusal(problems: readonly [FieldProblem, ...FieldProblem[]]): StatewrightError {
  const [first] = problems;
  const sentence = problems.map((problem) => `${problem.field}: ${problem.sentence}`).join(' ');
  return new StatewrightError(first.code, {}, { problems, told: { sentence, remedy: first.remedy } });
}

function refuseIfAny(problems: readonly FieldProblem[]): void {
  const [first, ...rest] = problems;
  if (first) throw refusal([first, ...rest]);
}

/**
 * What can be judged of a manifest without any server: its form, and what the catalog says of it. `machines` adds
 * whether any of them is large enough.
 * Throws StatewrightError with `problems`.
 */
export function checkForm(
  input: unknown,
  machines: readonly MachineCapacity[] = [],
): DistributedClusterManifest {
  const parsed = parseManifest(input);
  if (!parsed.ok) {
    refuseIfAny(parsed.problems);
    throw new StatewrightError('MalformedField', { reason: 'it is not a DistributedCluster' });
  }
  refuseIfAny(validateSpec(parsed.manifest.spec, catalogRules, machines));
  return parsed.manifest;
}

/** Where a manifest goes: its own namespace, or the one given for those that name none. */
export function manifestKey(manifest: DistributedClusterManifest, namespace: string): ObjectKey {
  return { namespace: manifest.metadata.namespace ?? namespace, name: manifest.metadata.name };
}

/** A manifest that every rule accepts, and the cluster that it changes, if there is one. */
export interface CheckedManifest {
  readonly key: ObjectKey;
  readonly manifest: DistributedClusterManifest;
  readonly live: DistributedCluster | undefined;
}

/**
 * Form, catalog, size of the machines, and, for a cluster that exists, whether it can take the step. Reads only.
 * Throws StatewrightError with `problems`, or `ClusterBeingDeleted`.
 */
export async function checkAgainstLive(
  kubernetes: KubernetesClient,
  input: unknown,
  namespace: string,
): Promise<CheckedManifest> {
  // The form first: what is wrong in itself is refused without asking anybody.
  const key = manifestKey(checkForm(input), namespace);
  const [machines, live] = await Promise.all([
    listMachines(kubernetes),
    kubernetes.get(distributedClusters, key),
  ]);
  const manifest = checkForm(input, machines);
  if (live?.metadata.deletionTimestamp !== undefined) {
    throw new StatewrightError('ClusterBeingDeleted', { ...key });
  }
  if (live) refuseIfAny(validateUpdate(live.spec, manifest.spec, catalogRules, machines));
  return { key, manifest, live };
}
