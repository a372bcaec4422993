import type { Departing } from './departing.js';
import { nodeNamed, votes, type ClusterPicture } from './picture.js';
import { count } from './wording.js';

/**
 * Whether the masters can still elect a leader. A member that leaves for long gives its vote back first, so the others
 * make up a new majority among themselves; one that restarts keeps it, and the counted votes must do without it.
 *
 * | departure           | member votes | masters asked for | holds if                                               |
 * | ------------------- | ------------ | ----------------- | ------------------------------------------------------ |
 * | any                 | no           | any               | always                                                 |
 * | offline, scale-down | yes          | any               | those that stay and may vote are more than half        |
 * | restart             | yes          | 1 or 2            | always: no majority of so few does without a member    |
 * | restart             | yes          | 3 or more         | the counted votes that are there without it are a majority |
 */
export function judgeQuorum(
  picture: ClusterPicture,
  { name, nodeType, asked, departure }: Departing,
): { readonly holds: boolean; readonly detail: string } {
  const node = nodeNamed(picture, name);
  // One that is not there is known by its node type alone.
  if (node === undefined ? nodeType !== 'master' : !votes(node)) {
    return { holds: true, detail: `${name} does not vote` };
  }
  if (departure === 'restart') return judgeRestart(picture, name, node?.id, asked);
  const excluded = picture.voting.excluded;
  const stay = picture.nodes.filter(
    (other) => votes(other) && other.name !== name && !excluded.includes(other.name),
  ).length;
  const away = excluded.filter((other) => other !== name).length;
  return {
    holds: stay * 2 > asked,
    detail:
      `${stay} of ${count(asked, 'master')} would stay, ${Math.floor(asked / 2) + 1} are needed` +
      (away > 0 ? `; ${count(away, 'other')} gave the vote back` : ''),
  };
}

function judgeRestart(
  { nodes, voting: { config } }: ClusterPicture,
  name: string,
  id: string | undefined,
  asked: number,
): { readonly holds: boolean; readonly detail: string } {
  if (asked < 3) {
    return {
      holds: true,
      detail: `${count(asked, 'master')} can do without none: there may be no leader while ${name} restarts`,
    };
  }
  const stay = config.filter((voter) => voter !== id && nodes.some((node) => node.id === voter)).length;
  const needed = Math.floor(config.length / 2) + 1;
  return {
    holds: stay >= needed,
    detail: `${stay} of ${count(config.length, 'counted vote')} would stay, ${needed} are needed`,
  };
}
