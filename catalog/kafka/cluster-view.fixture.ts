import type { ClusterView, Partition } from './cluster-view.js';
import type { Controller } from './quorum.js';

/** A partition by its name, led by its first replica, all of them in sync. */
export function partition(
  name: string,
  replicas: readonly number[],
  fields: Partial<Partition> = {},
): Partition {
  const dash = name.lastIndexOf('-');
  return {
    topic: name.slice(0, dash),
    index: Number(name.slice(dash + 1)),
    leader: replicas[0] ?? -1,
    replicas,
    inSync: replicas,
    adding: [],
    removing: [],
    ...fields,
  };
}

/** Brokers 0 and up, each on a machine of its own unless said otherwise, and one controller. */
export function clusterView(given: {
  readonly brokers: number;
  readonly fenced?: readonly number[];
  readonly racks?: readonly string[];
  readonly partitions?: readonly Partition[];
  readonly voters?: readonly Controller[];
}): ClusterView {
  const { brokers, fenced = [], racks = [], partitions = [] } = given;
  const voters = given.voters ?? [{ id: 1000, directory: 'a', caughtUp: true }];
  return {
    brokers: Array.from({ length: brokers }, (_, id) => ({
      id,
      rack: racks[id] ?? `machine-${id}`,
      fenced: fenced.includes(id),
    })),
    partitions,
    quorum: { leader: voters[0]?.id ?? -1, voters, followers: [] },
  };
}

/** The same with a controller that follows without a vote. */
export function withController(view: ClusterView, follower: Controller): ClusterView {
  return view.quorum === undefined ? view : { ...view, quorum: { ...view.quorum, followers: [follower] } };
}
