import { withDefaults } from '../../api/defaults.js';
import { formatProblem, StatewrightError, type FieldProblem } from '../../api/errors/index.js';
import { fieldManager } from '../../api/names.js';
import { applySpecChange } from '../../api/spec-change.js';
import { parseManifest } from '../../api/validation/manifest.js';
import { validateSpec } from '../../api/validation/spec.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import type { ClusterActivities } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';
import { componentOf, readLiveCluster } from './live-cluster.js';
import { readMachines } from './look-up.js';

/** All problems as one refusal; the first gives its code. */
function refuse(problems: readonly FieldProblem[]): never {
  throw new StatewrightError(
    'MalformedField',
    { reason: problems.map(formatProblem).join(' ') },
    { problems },
  );
}

/** Tries of a change that others' writes get in between. */
const attempts = 5;

/** The activities that write what is wanted, on behalf of somebody who told the workflow rather than Kubernetes. */
export function specActivities(
  dependencies: ClusterDependencies,
): Pick<ClusterActivities, 'declareCluster' | 'changeSpec'> {
  const { kubernetes, catalog } = dependencies;

  const changeOnce: ClusterActivities['changeSpec'] = async (ref, change) => {
    const { cluster } = await readLiveCluster(dependencies, ref);
    const { rules } = componentOf(dependencies, cluster);
    const machines = await readMachines(kubernetes);
    const judged = applySpecChange(withDefaults(cluster.spec, rules), change, [rules], machines);
    if (!judged.ok) return refuse(judged.problems);
    // Judged with the catalog's defaults, written without them: what the owner left open stays open.
    const written = applySpecChange(cluster.spec, change, [rules], machines);
    if (!written.ok) return refuse(written.problems);
    const { uid, resourceVersion } = cluster.metadata;
    const { nodeTypes, version } = written.spec;
    const { namespace, name } = ref;
    const changed = await kubernetes.mergePatch(
      distributedClusters,
      { namespace, name },
      { metadata: { uid, resourceVersion }, spec: { nodeTypes, version } },
      { fieldManager: fieldManager.client },
    );
    return { generation: changed.metadata.generation ?? 1 };
  };

  return {
    async declareCluster({ namespace, name, spec }) {
      // Typed by a person into the Temporal UI, so it may be anything.
      const parsed = parseManifest({
        apiVersion: 'statewright.io/v1alpha1',
        kind: 'DistributedCluster',
        metadata: { namespace, name },
        spec,
      });
      if (!parsed.ok) return refuse(parsed.problems);
      const problems = validateSpec(parsed.manifest.spec, catalog.rules, await readMachines(kubernetes));
      if (problems.length > 0) return refuse(problems);
      await kubernetes.apply(distributedClusters, parsed.manifest, { fieldManager: fieldManager.client });
    },

    async changeSpec(ref, change) {
      // The workflow itself writes finalizer and status meanwhile: judge the newer object afresh.
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await changeOnce(ref, change);
        } catch (error) {
          const changed = error instanceof StatewrightError && error.code === 'KubernetesConflict';
          if (!changed || attempt === attempts) throw error;
        }
      }
    },
  };
}
