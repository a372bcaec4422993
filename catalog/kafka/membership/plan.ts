import { isMoving, type Broker, type ClusterView, type Partition } from '../cluster-view.js';

/** A partition and the replicas that it is to have, in order of preference as leaders. */
export interface Move {
  readonly topic: string;
  readonly index: number;
  readonly replicas: readonly number[];
  /** The one that is new. */
  readonly target: number;
}

/** What becomes of the partitions that a broker holds when it goes. */
export interface DrainPlan {
  /** Moves to ask for. */
  readonly moves: readonly Move[];
  /** Is going off it already, or is in another move that must end first. */
  readonly moving: readonly Partition[];
  /** Have a copy on every broker that could take one: they stay, with a copy fewer for as long as the broker is away. */
  readonly staying: readonly Partition[];
  /** Have no copy in sync but on the broker, which does not serve: nothing can be moved off it. */
  readonly lost: readonly Partition[];
}

/**
 * What to do with each partition of the broker:
 *
 * | Is moving | In sync elsewhere, or the broker serves | Broker without a copy | Then    |
 * | --------- | --------------------------------------- | --------------------- | ------- |
 * | yes       |                                         |                       | moving  |
 * | no        | no                                      |                       | lost    |
 * | no        | yes                                     | none                  | staying |
 * | no        | yes                                     | some                  | moves   |
 *
 * A copy goes to a machine that has none yet, then to the broker with the fewest copies, counting those on their way. It takes
 * the place in the order of the one that goes, so that leaders stay spread. Brokers that are `leaving` too take nothing.
 */
export function planDrain(view: ClusterView, broker: number, leaving: ReadonlySet<number>): DrainPlan {
  const takers = view.brokers.filter(({ id, fenced }) => !fenced && id !== broker && !leaving.has(id));
  const serves = view.brokers.some(({ id, fenced }) => id === broker && !fenced);
  const load = copiesByBroker(view.partitions);
  const plan = {
    moves: [] as Move[],
    moving: [] as Partition[],
    staying: [] as Partition[],
    lost: [] as Partition[],
  };
  for (const partition of view.partitions) {
    if (!partition.replicas.includes(broker)) continue;
    if (isMoving(partition)) {
      plan.moving.push(partition);
    } else if (!serves && !partition.inSync.some((id) => id !== broker)) {
      plan.lost.push(partition);
    } else {
      const target = choose(takers, view.brokers, partition, broker, load);
      if (target === undefined) plan.staying.push(partition);
      else plan.moves.push(replace(partition, broker, target, load));
    }
  }
  return plan;
}

/**
 * Moves that give a broker that came back its share: as many copies as the others have on average, taken from those with the
 * most. None if it has them, or while it takes some already.
 */
export function planReturn(view: ClusterView, broker: number, leaving: ReadonlySet<number>): readonly Move[] {
  const members = view.brokers.filter(({ id, fenced }) => !fenced && !leaving.has(id)).map(({ id }) => id);
  const load = copiesByBroker(view.partitions);
  const of = (id: number) => load.get(id) ?? 0;
  const share = Math.floor(members.reduce((sum, id) => sum + of(id), 0) / Math.max(1, members.length));
  const moves: Move[] = [];
  const settled = view.partitions.filter(
    (partition) => !isMoving(partition) && !partition.replicas.includes(broker),
  );
  for (const partition of acrossTopics(settled)) {
    if (of(broker) >= share) break;
    const giver = partition.replicas
      .filter((id) => members.includes(id) && of(id) > share)
      .toSorted((one, other) => of(other) - of(one))[0];
    if (giver !== undefined) moves.push(replace(partition, giver, broker, load));
  }
  return moves;
}

function replace(partition: Partition, from: number, to: number, load: Map<number, number>): Move {
  load.set(from, (load.get(from) ?? 0) - 1);
  load.set(to, (load.get(to) ?? 0) + 1);
  const replicas = partition.replicas.map((id) => (id === from ? to : id));
  return { topic: partition.topic, index: partition.index, replicas, target: to };
}

function choose(
  takers: readonly Broker[],
  all: readonly Broker[],
  { replicas }: Partition,
  leaving: number,
  load: ReadonlyMap<number, number>,
): number | undefined {
  const kept = replicas.filter((id) => id !== leaving);
  const taken = new Set(all.filter(({ id }) => kept.includes(id)).map(({ rack }) => rack));
  const rank = ({ id, rack }: Broker) =>
    (rack !== null && taken.has(rack) ? 1_000_000 : 0) + (load.get(id) ?? 0);
  return takers
    .filter(({ id }) => !replicas.includes(id))
    .toSorted((one, other) => rank(one) - rank(other) || one.id - other.id)[0]?.id;
}

function copiesByBroker(partitions: readonly Partition[]): Map<number, number> {
  const load = new Map<number, number>();
  for (const { replicas, removing } of partitions) {
    for (const id of replicas) if (!removing.includes(id)) load.set(id, (load.get(id) ?? 0) + 1);
  }
  return load;
}

/** One partition of each topic, then the next: the share is of all topics alike. */
function acrossTopics(partitions: readonly Partition[]): readonly Partition[] {
  return partitions.toSorted((one, other) => one.index - other.index || (one.topic < other.topic ? -1 : 1));
}
