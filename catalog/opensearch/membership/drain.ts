import { z } from 'zod';
import type { MoveReport } from '../../../api/membership.js';
import { exclude } from './allocation-exclusion.js';
import { leavingCopies, unassignedCopies } from './placement.js';
import {
  holdsData,
  nodeNamed,
  shardName,
  stayingData,
  votes,
  type ClusterPicture,
  type ShardCopy,
} from './picture.js';
import { readPicture } from './read-picture.js';
import { ServerRefusal, type ServerApi } from './server-api.js';
import { excludeVote, stillVotes } from './voting-exclusion.js';
import { count, size, some } from './wording.js';

/** Marks the member, and says what is left on it. */
export async function drainMember(api: ServerApi, name: string, nodeType: string): Promise<MoveReport> {
  const before = await readPicture(api);
  const node = nodeNamed(before, name);
  // One that is away may come back at any time, and must not be given shards then.
  if (node === undefined ? nodeType === 'data' : holdsData(node)) await exclude(api, name);
  if (node !== undefined && votes(node)) await excludeVote(api, name);
  const picture = await readPicture(api);
  if (nodeNamed(picture, name) === undefined) return judgeGone(picture, name);
  const left = leavingCopies(picture, name);
  const stuck = await firstThatCannotMove(api, picture, name, left.movable);
  return judgeDrain(picture, name, stuck);
}

/** Why copies that do not move stay where they are. */
export type Stuck =
  | { readonly kind: 'Moving' }
  /** All of them: the rules for placing copies forbid each other member, and each has a copy elsewhere. */
  | { readonly kind: 'NoPlaceAllowed' }
  | { readonly kind: 'Waits'; readonly copy: ShardCopy; readonly reason: string };

/**
 * | on the member                               | leads or votes | done                   |
 * | ------------------------------------------- | -------------- | ---------------------- |
 * | nothing                                     | no             | yes                    |
 * | copies for which no member is left          | no             | yes: others have them  |
 * | copies that may go nowhere, others have one | no             | yes: others have them  |
 * | anything else                               | any            | no                     |
 * | any                                         | yes            | no                     |
 */
export function judgeDrain(picture: ClusterPicture, name: string, stuck: Stuck): MoveReport {
  const { movable, superfluous } = leavingCopies(picture, name);
  const node = nodeNamed(picture, name);
  const voting = node !== undefined && stillVotes(picture, node.id, name) && votes(node);
  const moving = stuck.kind === 'NoPlaceAllowed' ? [] : movable;
  const kept = stuck.kind === 'NoPlaceAllowed' ? [...movable, ...superfluous] : superfluous;
  const bytes = moving.reduce((sum, copy) => sum + copy.bytes, 0);
  const sentences = [
    moving.length > 0
      ? `${count(moving.length, 'shard')} (${size(bytes)}) left on ${name}`
      : `no shard is left to move from ${name}`,
    ...(kept.length > 0
      ? [`${count(kept.length, 'copy', 'copies')} kept that others have and no other member may take`]
      : []),
    ...(stuck.kind === 'Waits' ? [`${shardName(stuck.copy)} cannot move: ${stuck.reason}`] : []),
    ...(voting ? ['its vote is still counted'] : []),
  ];
  return {
    done: moving.length === 0 && !voting,
    detail: sentences.join('; '),
    remaining: { shards: moving.length, bytes, ...(node && votes(node) && { votes: voting ? 1 : 0 }) },
  };
}

/** A member that has left is drained when the others have made up for it. */
export function judgeGone(picture: ClusterPicture, name: string): MoveReport {
  const { unexplained } = unassignedCopies(picture, name);
  const lost = unexplained.filter(({ primary }) => primary);
  const waiting = unexplained.length - lost.length + picture.initializing;
  const remaining = { shards: lost.length + waiting, bytes: 0 };
  const away = `${name} is not in the cluster`;
  if (remaining.shards === 0)
    return { done: true, detail: `${away}, and nothing is missing without it`, remaining };
  const sentences = [
    away,
    ...(lost.length > 0
      ? [
          `${count(lost.length, 'shard')} cannot be moved, no other copy is there: ${some(lost.map(shardName))}`,
        ]
      : []),
    ...(waiting > 0 ? [`${count(waiting, 'copy is', 'copies are')} being made up for on the others`] : []),
  ];
  return { done: false, detail: sentences.join('; '), remaining };
}

const explanationSchema = z.object({
  can_move_to_other_node: z.enum(['yes', 'no', 'throttled', 'awaiting_info', 'worse_balance']).optional(),
  node_allocation_decisions: z
    .array(
      z.object({
        node_name: z.string(),
        deciders: z
          .array(z.object({ decider: z.string(), decision: z.string(), explanation: z.string() }))
          .default([]),
      }),
    )
    .default([]),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** Asks only when nothing moves off the member, and stops at the first copy that has to wait. */
async function firstThatCannotMove(
  api: ServerApi,
  picture: ClusterPicture,
  name: string,
  copies: readonly ShardCopy[],
): Promise<Stuck> {
  if (copies.length === 0 || copies.some(({ state }) => state !== 'STARTED')) return { kind: 'Moving' };
  for (const copy of copies) {
    const explanation = await explain(api, name, copy);
    if (explanation === undefined) return { kind: 'Moving' };
    const stuck = judgeStuck(picture, name, copy, explanation);
    if (stuck.kind !== 'NoPlaceAllowed') return stuck;
  }
  return { kind: 'NoPlaceAllowed' };
}

/** Undefined if the copy, or its index, is gone in the meantime. */
async function explain(api: ServerApi, name: string, copy: ShardCopy): Promise<Explanation | undefined> {
  const { index, shard, primary } = copy;
  const body = { index, shard, primary, current_node: name };
  try {
    return await api.send('POST', '/_cluster/allocation/explain', explanationSchema, body);
  } catch (error) {
    if (error instanceof ServerRefusal && (error.status === 400 || error.status === 404)) return undefined;
    throw error;
  }
}

/** Rules that do not change by waiting: two copies on one member, or too many on one machine. */
const lasting: readonly string[] = ['same_shard', 'awareness'];

export function judgeStuck(
  picture: ClusterPicture,
  name: string,
  copy: ShardCopy,
  explanation: Explanation,
): Stuck {
  if (explanation.can_move_to_other_node !== 'no') return { kind: 'Moving' };
  const staying = new Set(stayingData(picture, name).map((node) => node.name));
  const refusals = explanation.node_allocation_decisions
    .filter(({ node_name: node }) => staying.has(node))
    .map(({ node_name: node, deciders }) => ({
      node,
      against: deciders.filter(({ decision }) => decision.toUpperCase() === 'NO'),
    }));
  const elsewhere = picture.copies.some(
    (other) =>
      shardName(other) === shardName(copy) &&
      other.node !== undefined &&
      staying.has(other.node) &&
      (other.state === 'STARTED' || other.state === 'RELOCATING'),
  );
  const forGood = refusals.every(({ against }) => against.some(({ decider }) => lasting.includes(decider)));
  if (elsewhere && forGood) return { kind: 'NoPlaceAllowed' };
  const passing = refusals
    .flatMap(({ node, against }) =>
      against.map(({ decider, explanation: text }) => ({ node, decider, text })),
    )
    .find(({ decider }) => !lasting.includes(decider));
  return {
    kind: 'Waits',
    copy,
    reason: passing === undefined ? 'no other member may take it' : `${passing.node} says ${passing.text}`,
  };
}
