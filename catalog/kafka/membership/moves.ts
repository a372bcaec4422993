import type { Ask } from '../ask.js';
import { isMoving, partitionName, type ClusterView, type Partition } from '../cluster-view.js';
import { alterPartitionReassignments } from '../protocol/messages.js';
import { errorCode, expectDone } from '../refusal.js';
import {
  changeBrokerDefaults,
  changeTopics,
  rateSettings,
  readTopicSettings,
  throttledSettings,
} from './configs.js';
import { throttledMark, type Marks } from './marks.js';
import type { Move } from './plan.js';

/** Moves that are under way at once: the controllers stay quick, and a cancellation has little to take back. */
const mostMoves = 100;

/** Asks for as many of the moves as may be under way, at `rate` bytes a second for each broker. */
export async function startMoves(
  ask: Ask,
  moves: readonly Move[],
  { view, marks, rate }: { readonly view: ClusterView; readonly marks: Marks; readonly rate: number },
): Promise<void> {
  const underWay = view.partitions.filter(isMoving).length;
  const now = moves.slice(0, Math.max(0, mostMoves - underWay));
  if (now.length === 0) return;
  await throttle(ask, [...new Set(now.map(({ topic }) => topic))], marks, rate);
  await alter(ask, 'moving partitions', now);
}

/** Partitions stay where they were before the move. */
export async function cancelMoves(ask: Ask, partitions: readonly Partition[]): Promise<void> {
  if (partitions.length === 0) return;
  const back = partitions.map(({ topic, index }) => ({ topic, index, replicas: null }));
  await alter(ask, 'cancelling moves of partitions', back, [errorCode.noReassignmentInProgress]);
}

/**
 * Before the first move, so that none runs unbounded. A rate that somebody else has set stays, and so do throttles of a topic.
 * Copies that are in sync are never throttled (Kafka documentation, "Limiting Bandwidth Usage during Data Migration").
 */
async function throttle(ask: Ask, topics: readonly string[], marks: Marks, rate: number): Promise<void> {
  if (marks.rate && !marks.throttled) return;
  await changeBrokerDefaults(ask, {
    [throttledMark]: 'true',
    ...Object.fromEntries(rateSettings.map((name) => [name, String(rate)])),
  });
  const known = await readTopicSettings(ask, topics);
  const free = topics.filter((topic) => known.get(topic)?.throttled === '');
  await changeTopics(ask, free, Object.fromEntries(throttledSettings.map((name) => [name, '*'])));
}

/** When nothing moves any more: a throttle that stays would hold back a broker that catches up. */
export async function takeBackThrottle(ask: Ask, view: ClusterView, marks: Marks): Promise<void> {
  if (!marks.throttled || view.partitions.some(isMoving)) return;
  const topics = [...new Set(view.partitions.map(({ topic }) => topic))];
  const known = await readTopicSettings(ask, topics);
  const ours = topics.filter((topic) => known.get(topic)?.throttled === '**');
  await changeTopics(ask, ours, Object.fromEntries(throttledSettings.map((name) => [name, null])));
  // The mark last: whoever is interrupted before finds what is left to do.
  await changeBrokerDefaults(ask, {
    ...Object.fromEntries(rateSettings.map((name) => [name, null])),
    [throttledMark]: null,
  });
}

interface Wanted {
  readonly topic: string;
  readonly index: number;
  readonly replicas: readonly number[] | null;
}

async function alter(
  ask: Ask,
  what: string,
  wanted: readonly Wanted[],
  fine: readonly number[] = [],
): Promise<void> {
  const topics = new Set(wanted.map(({ topic }) => topic));
  const reply = await ask(alterPartitionReassignments, {
    timeoutMs: 4_000,
    topics: [...topics].map((name) => ({
      name,
      partitions: wanted
        .filter(({ topic }) => topic === name)
        .map(({ index, replicas }) => ({ partitionIndex: index, replicas })),
    })),
  });
  expectDone(what, reply);
  for (const { name, partitions } of reply.responses) {
    for (const { partitionIndex, ...outcome } of partitions) {
      const partition = partitionName({ topic: name, index: partitionIndex });
      expectDone(`${what}: ${partition}`, outcome, [...fine, errorCode.unknownTopicOrPartition]);
    }
  }
}
