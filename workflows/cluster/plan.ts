import type { ObservedCluster } from '../../activities/cluster/contract.js';
import type { Member } from '../../api/membership.js';
import type { LeavingMember } from '../../api/offline/leaving.js';

/** One step of bringing a cluster to its spec. */
export type PlannedStep =
  | { readonly kind: 'hold'; readonly name: string }
  | { readonly kind: 'shared'; readonly name: string }
  | {
      readonly kind: 'sets';
      readonly name: string;
      readonly nodeTypes: readonly string[];
      readonly restarts?: 'Guarded';
    }
  | { readonly kind: 'mend'; readonly name: string; readonly nodeType: string }
  | { readonly kind: 'restarts'; readonly name: string; readonly nodeType: string }
  | { readonly kind: 'await'; readonly name: string; readonly nodeType: string }
  | { readonly kind: 'leave'; readonly name: string; readonly leaving: LeavingMember }
  | { readonly kind: 'strike'; readonly name: string; readonly leaving: LeavingMember }
  | { readonly kind: 'stay'; readonly name: string; readonly withinMs?: number }
  | { readonly kind: 'settle'; readonly name: string; readonly members: readonly Member[] }
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
 * missing altogether comes first. Node types that the spec dropped go last, when the others stand.
 */
export function planSteps(cluster: ObservedCluster, intent: 'provision' | 'update'): readonly PlannedStep[] {
  switch (intent) {
    case 'provision':
      return [
        ...begin,
        ...cluster.provisioningStages.flatMap((nodeTypes): PlannedStep[] => [
          { kind: 'sets', name: `Create ${nodeTypes.join(', ')}`, nodeTypes },
          ...nodeTypes.map(awaiting),
        ]),
        ...end,
        { kind: 'seal', name: 'Close the first formation' },
      ];
    case 'update':
      return cluster.rollout === undefined ? planUnguarded(cluster) : planGuarded(cluster, cluster.rollout);
  }
}

const begin: readonly PlannedStep[] = [
  { kind: 'hold', name: 'Hold the cluster' },
  { kind: 'shared', name: 'Services and configuration' },
];
const prune: PlannedStep = { kind: 'prune', name: 'Remove dropped node types' };
/** A system that gives no answer for this long is restarted with its marks, if its guards are skipped. */
const marksWithinMs = 20_000;
const stay = { kind: 'stay', name: 'Drain marks of members that stay' } as const;
const end: readonly PlannedStep[] = [{ kind: 'health', name: 'Health by the system itself' }];
const awaiting = (nodeType: string): PlannedStep => ({
  kind: 'await',
  name: `Members of ${nodeType}`,
  nodeType,
});

function updateOrder({ missingSets, rolloutOrder }: ObservedCluster): readonly string[] {
  return [...missingSets, ...rolloutOrder.filter((nodeType) => !missingSets.includes(nodeType))];
}

function stepsOfLeaving(
  { leaving = [] }: ObservedCluster,
  kind: 'leave' | 'strike',
  isMeant: (nodeType: string) => boolean,
): readonly PlannedStep[] {
  const verb = kind === 'leave' ? 'Drain' : 'Strike off';
  return leaving
    .filter(({ member }) => isMeant(member.nodeType))
    .map((entry) => ({
      kind,
      name: `${verb} ${entry.member.nodeType} ${entry.member.ordinal}`,
      leaving: entry,
    }));
}

/**
 * Sets replace pods by themselves. Members that are to go leave in an orderly way before the set of their node type is told
 * to do without them. Before the system is asked how it is, members that stay are rid of what is left of drains that were not
 * to be.
 */
function planUnguarded(cluster: ObservedCluster): readonly PlannedStep[] {
  return [
    ...begin,
    ...updateOrder(cluster).flatMap((nodeType) => [
      ...stepsOfLeaving(cluster, 'leave', (it) => it === nodeType),
      { kind: 'sets', name: `Update ${nodeType}`, nodeTypes: [nodeType] } as const,
      awaiting(nodeType),
    ]),
    prune,
    ...(cluster.leaving !== undefined ? [stay] : []),
    ...end,
  ];
}

/**
 * The workflow restarts members itself, under their guards. First of all those that do not serve are replaced in every node type,
 * since members of one may wait for another whose turn comes later, and guards would wait for both. Where members are to leave
 * as well, that waits for their drain: the set would end them.
 */
function planGuarded(
  cluster: ObservedCluster,
  { faulty, joining }: NonNullable<ObservedCluster['rollout']>,
): readonly PlannedStep[] {
  const order = updateOrder(cluster);
  const leaves = new Set(cluster.leaving?.map(({ member }) => member.nodeType));
  const dropped = (nodeType: string): boolean => !order.includes(nodeType);
  const restarts = 'Guarded';
  return [
    ...begin,
    ...faulty
      .filter((nodeType) => order.includes(nodeType) && !leaves.has(nodeType))
      .map(
        (nodeType) =>
          ({ kind: 'mend', name: `Replace members of ${nodeType} that do not serve`, nodeType }) as const,
      ),
    // A member that is marked as leaving never settles after its restart. A system that gives no answer may need that restart.
    { ...stay, withinMs: marksWithinMs },
    ...order.flatMap((nodeType) => [
      ...stepsOfLeaving(cluster, 'leave', (it) => it === nodeType),
      { kind: 'sets', name: `Update ${nodeType}`, nodeTypes: [nodeType], restarts } as const,
      { kind: 'restarts', name: `Restarts of ${nodeType}`, nodeType } as const,
      awaiting(nodeType),
      ...stepsOfLeaving(cluster, 'strike', (it) => it === nodeType),
    ]),
    ...stepsOfLeaving(cluster, 'leave', dropped),
    prune,
    ...stepsOfLeaving(cluster, 'strike', dropped),
    ...(joining.length > 0 ? [{ kind: 'stay', name: 'Drain marks of members that joined' } as const] : []),
    ...end,
    ...(joining.length > 0
      ? [{ kind: 'settle', name: 'Members that joined carry their share', members: joining } as const]
      : []),
  ];
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
