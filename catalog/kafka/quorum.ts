import { StatewrightError } from '../../api/errors/index.js';
import type { Ask } from './ask.js';
import { firstControllerId } from './identity.js';
import { describeQuorum } from './protocol/messages.js';

export interface Controller {
  readonly id: number;
  /** Kafka tells a controller whose disk was lost from the one it was before. */
  readonly directory: string;
  /** Has the log of the leader, as of a few seconds ago. */
  readonly caughtUp: boolean;
}

/** The controllers as their leader sees them. */
export interface Quorum {
  readonly leader: number;
  readonly voters: readonly Controller[];
  /** Controllers that follow and have no vote. */
  readonly followers: readonly Controller[];
}

/** How long ago a controller may have caught up last; followers fetch every half second. */
const freshMs = 10_000;

/** Undefined if the controllers have no leader, or none that is heard of. */
export async function readQuorum(ask: Ask): Promise<Quorum | undefined> {
  const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
  try {
    const reply = await ask(describeQuorum, { topics });
    const partition = reply.topics[0]?.partitions[0];
    if (reply.errorCode !== 0 || partition?.errorCode !== 0) return undefined;
    const replicas = [...partition.currentVoters, ...partition.observers];
    // By the leader's own clock: it has heard of itself just now.
    const now = Math.max(...replicas.map(({ lastFetchTimestamp }) => lastFetchTimestamp));
    const controller = (replica: (typeof replicas)[number]): Controller => ({
      id: replica.replicaId,
      directory: replica.replicaDirectoryId,
      caughtUp: replica.replicaId === partition.leaderId || replica.lastCaughtUpTimestamp > now - freshMs,
    });
    return {
      leader: partition.leaderId,
      voters: partition.currentVoters.map(controller),
      followers: partition.observers
        .filter(({ replicaId }) => replicaId >= firstControllerId)
        .map(controller),
    };
  } catch (error) {
    // A broker that reaches no leading controller keeps the question until our patience ends.
    if (error instanceof StatewrightError && error.code === 'ComponentUnavailable') return undefined;
    throw error;
  }
}
