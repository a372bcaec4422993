import type { ComponentAccess } from '../../api/component.js';
import { askingAny, type Ask } from './ask.js';
import { readQuorum, type Quorum } from './quorum.js';
import { describeCluster, listPartitionReassignments, metadata } from './protocol/messages.js';
import { expectDone } from './refusal.js';

export interface Broker {
  readonly id: number;
  /** The machine that it runs on. */
  readonly rack: string | null;
  /** Registered but not serving: it is down, starting, or cut off. */
  readonly fenced: boolean;
}

export interface Partition {
  readonly topic: string;
  readonly index: number;
  /** -1 if it has none. */
  readonly leader: number;
  /** In order of preference as leaders; while it moves, those to come and those to go too. */
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  /** Replicas that a move adds and takes away; empty unless the partition is moving. */
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/** What the cluster says of itself at one time. */
export interface ClusterView {
  readonly brokers: readonly Broker[];
  readonly partitions: readonly Partition[];
  /** Undefined while the controllers have no leader. */
  readonly quorum: Quorum | undefined;
}

/** As people write it: `orders-3`. */
export function partitionName({ topic, index }: Pick<Partition, 'topic' | 'index'>): string {
  return `${topic}-${index}`;
}

export function isMoving({ adding, removing }: Partition): boolean {
  return adding.length + removing.length > 0;
}

/** Replicas that should be in sync and are not; one that a move only now adds is not among them. */
export function outOfSync({ replicas, inSync, adding }: Partition): readonly number[] {
  return replicas.filter((id) => !inSync.includes(id) && !adding.includes(id));
}

/**
 * Brokers answer about themselves and the partitions from what they last heard; without a leader of the controllers that is
 * all that is known, and nothing can be moved.
 */
export async function lookAtCluster(
  access: Pick<ComponentAccess, 'endpoints' | 'signal'>,
): Promise<ClusterView> {
  const ask = askingAny(access);
  // Two tell as well as five whether the controllers have a leader, and each may keep us waiting.
  const quorum = await readQuorum(askingAny(access, 2));
  // Moves before partitions: one that ends in between is taken to go on, never for a partition that nobody has moved.
  const moves = quorum === undefined ? new Map<string, Move>() : await readMoves(ask);
  const [known, topics] = await Promise.all([
    ask(describeCluster, {
      includeClusterAuthorizedOperations: false,
      endpointType: 1,
      includeFencedBrokers: true,
    }),
    ask(metadata, { topics: null, allowAutoTopicCreation: false, includeTopicAuthorizedOperations: false }),
  ]);
  expectDone('describing the cluster', known);
  return {
    brokers: known.brokers.map(({ brokerId, rack, isFenced }) => ({ id: brokerId, rack, fenced: isFenced })),
    partitions: topics.topics
      .flatMap(({ name, partitions }) =>
        partitions.map((partition) => {
          const id = { topic: name ?? '', index: partition.partitionIndex };
          const move = moves.get(partitionName(id));
          return {
            ...id,
            leader: partition.leaderId,
            replicas: move?.replicas ?? partition.replicaNodes,
            inSync: partition.isrNodes,
            adding: move?.adding ?? [],
            removing: move?.removing ?? [],
          };
        }),
      )
      .toSorted(byName),
    quorum,
  };
}

/** Brokers tell them in no order. */
function byName(one: Partition, other: Partition): number {
  return one.topic === other.topic ? one.index - other.index : one.topic < other.topic ? -1 : 1;
}

type Move = Pick<Partition, 'replicas' | 'adding' | 'removing'>;

/** Moves that are going on, whoever asked for them, by the partition's name. */
async function readMoves(ask: Ask): Promise<ReadonlyMap<string, Move>> {
  const reply = await ask(listPartitionReassignments, { timeoutMs: 3_000, topics: null });
  expectDone('listing moves of partitions', reply);
  return new Map(
    reply.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => [
        partitionName({ topic: name, index: partitionIndex }),
        { replicas, adding: addingReplicas, removing: removingReplicas },
      ]),
    ),
  );
}
