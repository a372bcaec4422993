import type { Departure, Guard, MemberAccess, MoveReport } from '../../../api/membership.js';
import { askingAny, unavailable, type Ask } from '../ask.js';
import { isMoving, lookAtCluster, outOfSync, partitionName, type ClusterView } from '../cluster-view.js';
import { nodeId } from '../identity.js';
import { electLeaders, unregisterBroker } from '../protocol/messages.js';
import { errorCode, expectDone } from '../refusal.js';
import { moveRate } from '../settings.js';
import { brokerGuards } from './broker-guards.js';
import { readTopicSettings } from './configs.js';
import { markBroker, readMarks, type Marks } from './marks.js';
import { cancelMoves, startMoves, takeBackThrottle } from './moves.js';
import { planDrain, planReturn } from './plan.js';
import { drainReport } from './report.js';
import { lookAtStorage } from './storage.js';

interface Scene {
  readonly ask: Ask;
  readonly id: number;
  readonly view: ClusterView;
  readonly marks: Marks;
  readonly rate: number;
}

/** Throws `ComponentUnavailable` too while the controllers have no leader: nothing can be moved, or known for sure. */
async function look(access: MemberAccess): Promise<Scene> {
  const ask = askingAny(access);
  const [view, marks] = [await lookAtCluster(access), await readMarks(ask)];
  if (view.quorum === undefined) throw unavailable('the cluster', 'the controllers have no leader');
  return { ask, id: nodeId(access.member), view, marks, rate: moveRate(access.cluster.spec) };
}

export async function guardBroker(access: MemberAccess, departure: Departure): Promise<readonly Guard[]> {
  const ask = askingAny(access);
  const view = await lookAtCluster(access);
  const topics = [...new Set(view.partitions.map(({ topic }) => topic))];
  const [marks, settings, storage] = await Promise.all([
    readMarks(ask),
    readTopicSettings(ask, topics),
    lookAtStorage(access),
  ]);
  const broker = nodeId(access.member);
  const plan = planDrain(view, broker, marks.leaving);
  return brokerGuards({ broker, view, plan, settings, storage }, departure);
}

/**
 * Moves everything off the broker that can be had elsewhere. What has a copy on every other broker stays: the broker hands
 * its leaders over when it ends. One that is gone and holds nothing is struck off Kafka's list of brokers.
 */
export async function drainBroker(access: MemberAccess): Promise<MoveReport> {
  const scene = await look(access);
  const { ask, id, view } = scene;
  if (!scene.marks.leaving.has(id)) await markBroker(ask, id, 'leaving');
  // Brokers hear of a mark a moment later. Nothing moves before it can be seen: whoever cancels must know that it is ours.
  const marks = scene.marks.leaving.has(id) ? scene.marks : await readMarks(ask);
  const plan = planDrain(view, id, marks.leaving);
  if (marks.leaving.has(id)) await startMoves(ask, plan.moves, { ...scene, marks });
  if (plan.moves.length + plan.moving.length === 0) {
    await takeBackThrottle(ask, view, marks);
    const registered = view.brokers.find((broker) => broker.id === id);
    const gone = access.pods.every(
      ({ nodeType, ordinal, address }) => nodeType !== 'broker' || ordinal !== id || address === undefined,
    );
    const empty = plan.staying.length + plan.lost.length === 0;
    if (gone && empty && registered?.fenced === false) {
      const detail = `Broker ${id} is gone, and the controllers have not noticed yet.`;
      return { done: false, detail, remaining: { partitions: 0, bytes: 0 } };
    }
    if (gone && empty && registered?.fenced === true) {
      const outcome = await ask(unregisterBroker, { brokerId: id });
      expectDone(`striking off broker ${id}`, outcome, [errorCode.brokerIdNotRegistered]);
    }
  }
  return drainReport(id, plan, await lookAtStorage(access));
}

/** Cancels what we moved off the broker and has not arrived; what has arrived comes back when the broker settles. */
export async function undrainBroker(access: MemberAccess): Promise<MoveReport> {
  const { ask, id, view, marks } = await look(access);
  const fine = (detail: string): MoveReport => ({ done: true, detail, remaining: { partitions: 0 } });
  if (!marks.leaving.has(id)) return fine(`Broker ${id} is not on its way out.`);
  const goingOff = view.partitions.filter(({ removing }) => removing.includes(id));
  if (goingOff.length > 0) {
    await cancelMoves(ask, goingOff);
    const detail = `${goingOff.length} moves off broker ${id} are being cancelled.`;
    return { done: false, detail, remaining: { partitions: goingOff.length } };
  }
  await takeBackThrottle(ask, view, marks);
  await markBroker(ask, id, 'returning');
  return fine(`Nothing moves off broker ${id} any more.`);
}

/**
 * Joined, in sync with all that it holds, its share given back to it if it was drained, and leading what it should lead.
 */
export async function settleBroker(access: MemberAccess): Promise<MoveReport> {
  const scene = await look(access);
  const { ask, id, view, marks } = scene;
  const waiting = (detail: string, partitions: number): MoveReport => ({
    done: false,
    detail,
    remaining: { partitions },
  });
  const held = view.partitions.filter(({ replicas }) => replicas.includes(id));
  const broker = view.brokers.find((candidate) => candidate.id === id);
  if (broker?.fenced !== false) return waiting(`Broker ${id} has not joined.`, held.length);
  const lagging = held.filter((partition) => outOfSync(partition).includes(id));
  if (lagging.length > 0)
    return waiting(`Broker ${id} is not in sync yet: ${lagging.length} partitions.`, lagging.length);
  if (marks.leaving.has(id)) return waiting(`Broker ${id} is still on its way out.`, 0);
  if (marks.returning.has(id)) {
    const coming = held.filter(({ adding }) => adding.includes(id)).length;
    const moves = planReturn(view, id, marks.leaving);
    await startMoves(ask, moves, scene);
    const left = coming + moves.length;
    if (left > 0) return waiting(`${left} partitions come back to broker ${id}.`, left);
    await takeBackThrottle(ask, view, marks);
    await markBroker(ask, id, undefined);
  }
  const led = await leadPreferred(ask, id, view);
  if (led > 0) return waiting(`Broker ${id} takes the lead of ${led} partitions.`, led);
  const detail = `Broker ${id} is in sync with all ${held.length} partitions that it holds.`;
  return { done: true, detail, remaining: { partitions: 0 } };
}

/** Asks for the election of the broker where it is the first choice and in sync; resolves with how many that are. */
async function leadPreferred(ask: Ask, id: number, { partitions }: ClusterView): Promise<number> {
  const wanted = partitions.filter(
    (partition) =>
      !isMoving(partition) &&
      partition.replicas[0] === id &&
      partition.leader !== id &&
      partition.inSync.includes(id),
  );
  if (wanted.length === 0) return 0;
  const topics = [...new Set(wanted.map(({ topic }) => topic))];
  const reply = await ask(electLeaders, {
    electionType: 0,
    topicPartitions: topics.map((topic) => ({
      topic,
      partitions: wanted.filter((partition) => partition.topic === topic).map(({ index }) => index),
    })),
    timeoutMs: 4_000,
  });
  expectDone('electing preferred leaders', reply);
  for (const { topic, partitionResult } of reply.replicaElectionResults) {
    for (const { partitionId, ...outcome } of partitionResult) {
      expectDone(`electing the leader of ${partitionName({ topic, index: partitionId })}`, outcome, [
        errorCode.electionNotNeeded,
        errorCode.preferredLeaderNotAvailable,
        errorCode.unknownTopicOrPartition,
      ]);
    }
  }
  return wanted.length;
}
