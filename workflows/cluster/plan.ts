import type { ObservedCluster } from '../../activities/cluster/contract.js';
import type { LeavingMember } from '../../api/offline/leaving.js';

/** One step of bringing a cluster to its spec. */
export type PlannedStep =
  | { readonly kind: 'hold'; readonly name: string }
  | { readonly kind: 'shared'; readonly name: string }
  | { readonly kind: 'sets'; readonly name: string; readonly nodeTypes: readonly string[] }
  | { readonly kind: 'await'; readonly name: string; readonly nodeType: string }
  | { readonly kind: 'leave'; readonly name: string; readonly leaving: LeavingMember }
  | { readonly kind: 'stay'; readonly name: string }
  | { readonly kind: 'prune'; readonly name: string }
  | { readonly kind: 'health'; readonly name: string }
  | { readonly kind: 'seal'; readonly name: string };

/** What the workflow should do after a look. */
export type Intent = 'nothing' | 'provision' | 'update' | 'deprovision' | 'refuse';

/**
 * | deletion requested | generation in place | sets missing | spec has problems | formed | intent      |
 * | ------------------ | ------------------- | ------------ | ----------------- | ------ | ----------- |
 * | yes                | any                 | any          | any               | any    | deprovision |
 * | no                 | yes                 | none         | any               | any    | nothing     |
 * | no                 | no, or sets missing |              | yes               | any    | refuse      |
 * | no                 | no, or sets missing |              | no                | no     | provision   |
 * | no                 | no, or sets missing |              | no                | yes    | update      |
 *
 * A cluster in place is left alone even if its spec would no longer be accepted, say because a machine was taken away.
 */
export function intentFor(cluster: ObservedCluster): Intent {
  if (cluster.deletionRequested) return 'deprovision';
  const inPlace = cluster.observedGeneration === cluster.generation;
  if (inPlace && cluster.missingSets.length === 0) return 'nothing';
  if (cluster.problems.length > 0) return 'refuse';
  return cluster.formed ? 'update' : 'provision';
}

/**
 * First start: stage by stage, all node types of a stage at once, since members need each other to form a cluster.
 * Later: one node type after the other, so that a change that does not work stops at the first of them; what is
 * missing altogether comes first. Members that are to go leave in an orderly way before the set of their node type is told
 * to do without them. Node types that the spec dropped go last, when the others stand. Before the system is asked how it
 * is, members that stay are rid of what is left of drains that were not to be.
 */
export function planSteps(cluster: ObservedCluster, intent: 'provision' | 'update'): readonly PlannedStep[] {
  const { leaving } = cluster;
  const leaves = (nodeType: string): PlannedStep[] =>
    (leaving ?? [])
      .filter(({ member }) => member.nodeType === nodeType)
      .map((entry) => ({
        kind: 'leave',
        name: `Drain ${entry.member.nodeType} ${entry.member.ordinal}`,
        leaving: entry,
      }));
  const waits = (nodeTypes: readonly string[]): PlannedStep[] =>
    nodeTypes.map((nodeType) => ({ kind: 'await', name: `Members of ${nodeType}`, nodeType }));
  const begin: PlannedStep[] = [
    { kind: 'hold', name: 'Hold the cluster' },
    { kind: 'shared', name: 'Services and configuration' },
  ];
  const end: PlannedStep[] = [{ kind: 'health', name: 'Health by the system itself' }];

  switch (intent) {
    case 'provision':
      return [
        ...begin,
        ...cluster.provisioningStages.flatMap((nodeTypes): PlannedStep[] => [
          { kind: 'sets', name: `Create ${nodeTypes.join(', ')}`, nodeTypes },
          ...waits(nodeTypes),
        ]),
        ...end,
        { kind: 'seal', name: 'Close the first formation' },
      ];
    case 'update': {
      const order = [
        ...cluster.missingSets,
        ...cluster.rolloutOrder.filter((nodeType) => !cluster.missingSets.includes(nodeType)),
      ];
      return [
        ...begin,
        ...order.flatMap((nodeType): PlannedStep[] => [
          ...leaves(nodeType),
          { kind: 'sets', name: `Update ${nodeType}`, nodeTypes: [nodeType] },
          ...waits([nodeType]),
        ]),
        { kind: 'prune', name: 'Remove dropped node types' },
        ...(leaving !== undefined
          ? [{ kind: 'stay', name: 'Drain marks of members that stay' } as const]
          : []),
        ...end,
      ];
    }
  }
}

/** Steps of taking a cluster away, in order. */
export const deprovisionSteps = {
  sets: 'Stop the members',
  gone: 'Members gone',
  volumes: 'Volumes',
  shared: 'Services and configuration',
  left: 'Nothing left',
  release: 'Release the cluster',
} as const;
