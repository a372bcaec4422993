import { z } from 'zod';
import type { MoveReport } from '../../../api/membership.js';
import { effectiveNames, include, readExclusions } from './allocation-exclusion.js';
import { unassignedCopies } from './placement.js';
import { holdsData, isExcluded, nodeNamed, type ClusterPicture } from './picture.js';
import { readMembership, readPicture } from './read-picture.js';
import type { ServerApi } from './server-api.js';
import { includeVote } from './voting-exclusion.js';
import { count } from './wording.js';

/** Takes back the marks of a drain: no member has to be there for that. Cheap, as it is asked of members that have none. */
export async function undrainMember(api: ServerApi, name: string): Promise<MoveReport> {
  await include(api, name);
  await includeVote(api, name);
  const [lists, { voting }] = await Promise.all([readExclusions(api), readMembership(api)]);
  const marks = [
    ...(effectiveNames(lists).includes(name) ? ['shards are kept off it'] : []),
    ...(voting.excluded.includes(name) ? ['its vote is not counted'] : []),
  ];
  return {
    done: marks.length === 0,
    detail: marks.length === 0 ? `${name} is an equal among the others` : `${name}: ${marks.join(', ')}`,
    remaining: { marks: marks.length },
  };
}

export async function settleMember(api: ServerApi, name: string): Promise<MoveReport> {
  // Whether shards move to it is decided in tasks that its joining has queued: an answer before them would say that
  // nothing moves. A 408 says that they are not through yet.
  const { timed_out: busy } = await api.get(
    `/_cluster/health?wait_for_events=languid&timeout=2s&${api.leaderTimeout}`,
    z.object({ timed_out: z.boolean() }),
    [408],
  );
  return judgeSettled(await readPicture(api), name, busy);
}

/**
 * | joined | marked | leader's tasks done | shards move or come up | copies wait for a place | red | done |
 * | ------ | ------ | ------------------- | ---------------------- | ----------------------- | --- | ---- |
 * | yes    | no     | yes                 | no                     | no                      | no  | yes  |
 * | else   |        |                     |                        |                         |     | no   |
 */
export function judgeSettled(picture: ClusterPicture, name: string, busy: boolean): MoveReport {
  const node = nodeNamed(picture, name);
  const held = picture.copies.filter((copy) => copy.node === name).length;
  const waiting = unassignedCopies(picture).unexplained.length;
  const remaining = {
    members: node === undefined ? 1 : 0,
    shards: picture.relocating + picture.initializing + waiting,
  };
  if (node === undefined) return { done: false, detail: `${name} has not joined`, remaining };
  const marked = isExcluded(picture, name) || picture.voting.excluded.includes(name);
  const obstacles = [
    ...(marked ? ['it is still marked as leaving'] : []),
    ...(picture.relocating > 0 ? [`${count(picture.relocating, 'shard')} moving`] : []),
    ...(picture.initializing > 0 ? [`${picture.initializing} coming up`] : []),
    ...(waiting > 0 ? [`${waiting} without a place`] : []),
    ...(busy ? ['the leader has work to do'] : []),
    ...(picture.status === 'red' ? ['the cluster is red'] : []),
  ];
  const share = holdsData(node) ? ` and holds ${count(held, 'shard')} of ${picture.copies.length}` : '';
  return {
    done: obstacles.length === 0,
    detail: [`${name} has joined${share}`, ...obstacles].join('; '),
    remaining,
  };
}
