import type { DistributedCluster, DistributedClusterManifest } from '../api/distributed-cluster.js';
import { StatewrightError, type FieldProblem } from '../api/errors/index.js';
import type { ObjectKey } from '../api/names.js';
import { validateUpdate } from '../api/validation/change.js';
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

function parseForm(input: unknown): DistributedClusterManifest {
  const parsed = parseManifest(input);
  if (parsed.ok) return parsed.manifest;
  refuseIfAny(parsed.problems);
  throw new StatewrightError('MalformedField', { reason: 'it is not a DistributedCluster' });
}

/**
 * What can be judged of a manifest without any server: its form, and what the catalog says of it.
 * Throws StatewrightError with `problems`.
 */
export function checkForm(input: unknown): DistributedClusterManifest {
  const manifest = parseForm(input);
  refuseIfAny(validateSpec(manifest.spec, catalogRules));
  return manifest;
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
  const manifest = parseForm(input);
  const key = manifestKey(manifest, namespace);
  const asked = Promise.all([listMachines(kubernetes), kubernetes.get(distributedClusters, key)]);
  const [machines, live] = await asked.catch((error: unknown) => {
    // What is wrong in itself is said even where nobody answers.
    refuseIfAny(validateSpec(manifest.spec, catalogRules));
    throw error;
  });
  if (live?.metadata.deletionTimestamp !== undefined) {
    throw new StatewrightError('ClusterBeingDeleted', { ...key });
  }
  refuseIfAny(
    live
      ? validateUpdate(live.spec, manifest.spec, catalogRules, machines)
      : validateSpec(manifest.spec, catalogRules, machines),
  );
  return { key, manifest, live };
}
