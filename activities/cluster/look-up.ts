import type { Component, ComponentRules } from '../../api/component.js';
import { withDefaults } from '../../api/defaults.js';
import type { DistributedCluster } from '../../api/distributed-cluster.js';
import { StatewrightError } from '../../api/errors/index.js';
import { nodeTypeSetName } from '../../api/names.js';
import { isWanted, joiningMembers, leavingMembers } from '../../api/offline/leaving.js';
import { isFaultyPod } from '../../api/pod-faults.js';
import { parseQuantity } from '../../api/quantity.js';
import type { MachineCapacity } from '../../api/validation/machines.js';
import { validateSpec } from '../../api/validation/spec.js';
import type { KubernetesClient } from '../../kubernetes/client.js';
import { distributedClusters } from '../../kubernetes/resources/distributed-cluster.js';
import { advancedStatefulSets, nodes, pods } from '../../kubernetes/resources/index.js';
import { memberPod } from '../members/member-pod.js';
import type { ClusterActivities, LookUp, ObservedCluster } from './contract.js';
import type { ClusterDependencies } from './dependencies.js';
import { clusterSelector, isMadeFor } from './ownership.js';

/**
 * What each machine has for pods. Empty if this process may not read machines: lack of knowledge refuses nothing.
 */
export async function readMachines(kubernetes: KubernetesClient): Promise<readonly MachineCapacity[]> {
  try {
    const { items } = await kubernetes.list(nodes);
    return items.map((node) => ({
      name: node.metadata.name,
      memoryBytes: parseQuantity(node.status?.allocatable?.memory ?? '0') ?? 0,
      processors: parseQuantity(node.status?.allocatable?.cpu ?? '0') ?? 0,
    }));
  } catch (error) {
    if (error instanceof StatewrightError && error.code === 'KubernetesForbidden') return [];
    throw error;
  }
}

/** The activity by which the workflow sees its cluster. */
export function lookUpActivities(
  dependencies: ClusterDependencies,
): Pick<ClusterActivities, 'lookUpCluster'> {
  const { kubernetes, catalog } = dependencies;
  return {
    async lookUpCluster({ namespace, name }): Promise<LookUp> {
      const cluster = await kubernetes.get(distributedClusters, { namespace, name });
      if (cluster === undefined) return { found: false };
      const component = catalog.component(cluster.spec.component);
      const machines = await readMachines(kubernetes);
      const spec = component ? withDefaults(cluster.spec, component.rules) : cluster.spec;
      const asked = new Set(spec.nodeTypes.map((nodeType) => nodeType.name));
      const ofTheSpec = (nodeTypes: readonly string[]): readonly string[] =>
        nodeTypes.filter((nodeType) => asked.has(nodeType));
      return {
        found: true,
        cluster: {
          uid: cluster.metadata.uid,
          generation: cluster.metadata.generation ?? 1,
          observedGeneration: cluster.status?.observedGeneration ?? 0,
          deletionRequested: cluster.metadata.deletionTimestamp !== undefined,
          formed: cluster.status?.formed ?? false,
          spec,
          // Of this component alone: looks are part of the history, and a component cannot change.
          rules: rulesOf(catalog.rules, spec.component),
          machines,
          problems: validateSpec(spec, catalog.rules, machines),
          provisioningStages: (component?.provisioningStages ?? [])
            .map(ofTheSpec)
            .filter((stage) => stage.length > 0),
          rolloutOrder: ofTheSpec(component?.rolloutOrder ?? []),
          missingSets: await missingSets(kubernetes, cluster, [...asked]),
          ...(component?.membership && (await readMoves(kubernetes, cluster, component))),
        },
      };
    },
  };
}

function rulesOf(rules: readonly ComponentRules[], component: string): readonly ComponentRules[] {
  return rules.filter((entry) => entry.component === component);
}

/** Nobody is to leave or join a cluster whose spec is in place: then the pods are not asked for. */
async function readMoves(
  kubernetes: KubernetesClient,
  { metadata, spec, status }: DistributedCluster,
  { rolloutOrder }: Pick<Component, 'rolloutOrder'>,
): Promise<Required<Pick<ObservedCluster, 'leaving' | 'rollout'>>> {
  if (status?.observedGeneration === metadata.generation) {
    return { leaving: [], rollout: { faulty: [], joining: [] } };
  }
  const { namespace, name, uid, annotations = {} } = metadata;
  const { items } = await kubernetes.list(pods, { namespace, labelSelector: clusterSelector(uid) });
  const now = Date.now();
  const members = items.flatMap((pod) => memberPod(name, pod));
  const faulty = new Set(
    items
      .filter((pod) => isFaultyPod(pod, now))
      .flatMap((pod) => memberPod(name, pod))
      .flatMap((member) => (isWanted(spec, member) ? [member.nodeType] : [])),
  );
  return {
    leaving: leavingMembers(spec, members, annotations),
    rollout: {
      faulty: rolloutOrder.filter((nodeType) => faulty.has(nodeType)),
      joining: joiningMembers(spec, members),
    },
  };
}

async function missingSets(
  kubernetes: KubernetesClient,
  cluster: DistributedCluster,
  asked: readonly string[],
): Promise<readonly string[]> {
  const { namespace, name, uid } = cluster.metadata;
  const { items } = await kubernetes.list(advancedStatefulSets, {
    namespace,
    labelSelector: clusterSelector(uid),
  });
  const present = new Set(items.filter((set) => isMadeFor(set, uid)).map((set) => set.metadata.name));
  return asked.filter((nodeType) => !present.has(nodeTypeSetName(name, nodeType)));
}
