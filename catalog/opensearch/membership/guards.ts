import type { Guard } from '../../../api/membership.js';
import type { Departing } from './departing.js';
import { leavingCopies, soleCopies, unassignedCopies } from './placement.js';
import { nodeNamed, shardName, stayingData, type ClusterPicture } from './picture.js';
import { judgeQuorum } from './quorum.js';
import { judgeRoles } from './roles.js';
import { judgeSpace } from './space.js';
import { count, some } from './wording.js';

type Judgement = Omit<Guard, 'name'>;

/** What must hold for the member to go, the gravest first. */
export function judgeGuards(picture: ClusterPicture, member: Departing): readonly Guard[] {
  const moves = member.departure !== 'restart';
  return [
    { name: 'No shard is lost already', ...judgeStatus(picture) },
    { name: 'No copy waits for a place', ...judgeUnassigned(picture, member) },
    { name: 'No shard would be left without a copy', ...judgeCopies(picture, member) },
    ...(moves
      ? [
          { name: 'Shards are allowed to move', ...judgeAllocation(picture, member) },
          { name: 'Free space on the others covers what moves', ...judgeSpace(picture, member.name) },
        ]
      : []),
    { name: 'The masters keep a majority', ...judgeQuorum(picture, member) },
    { name: 'Others have the roles of the member', ...judgeRoles(picture, member) },
    ...(member.otherEntrances === undefined
      ? []
      : [{ name: 'Clients find another member', ...judgeEntrances(member, member.otherEntrances) }]),
  ];
}

function judgeStatus({ status, copies }: ClusterPicture): Judgement {
  const lost = copies.filter(({ primary, state }) => primary && state === 'UNASSIGNED');
  return {
    holds: status !== 'red',
    detail:
      status === 'red'
        ? `the cluster is red: ${count(lost.length, 'shard')} without any copy: ${some(lost.map(shardName))}`
        : `the cluster is ${status}`,
  };
}

function judgeUnassigned(picture: ClusterPicture, { name }: Departing): Judgement {
  const { explained, unexplained } = unassignedCopies(picture, name);
  const expected =
    explained.length > 0
      ? `; ${count(explained.length, 'copy', 'copies')} more than there are members for`
      : '';
  return {
    holds: unexplained.length === 0,
    detail:
      unexplained.length === 0
        ? `none waits${expected}`
        : `${count(unexplained.length, 'copy', 'copies')} of ${some(unexplained.map(shardName))} without a place${expected}`,
  };
}

/**
 * | departure           | member holds             | holds if                                                        |
 * | ------------------- | ------------------------ | --------------------------------------------------------------- |
 * | any                 | no only copy             | always                                                          |
 * | restart             | the only copy of a shard | it is the only data member, as was asked for: nobody else could have a copy |
 * | offline, scale-down | the only copy of a shard | a data member stays that it can move to; the drain waits for it |
 */
function judgeCopies(picture: ClusterPicture, { name, departure, asked }: Departing): Judgement {
  const all = picture.copies.filter(({ node }) => node === name).length;
  const staying = stayingData(picture, name);
  const sole = soleCopies(picture, name, departure === 'restart' ? picture.nodes : staying);
  const numbers = `${sole.length} of ${count(all, 'shard')} on ${name} without another copy`;
  if (sole.length === 0) return { holds: true, detail: numbers };
  const named = `${numbers}: ${some(sole.map(shardName))}`;
  if (departure === 'restart') {
    return asked === 1 && staying.length === 0
      ? { holds: true, detail: `${numbers}: ${name} is the only data member, and the only one asked for` }
      : { holds: false, detail: `${named}; reads and writes of them would fail while it restarts` };
  }
  return staying.length > 0
    ? { holds: true, detail: `${named}; they move to ${count(staying.length, 'other member')} first` }
    : { holds: false, detail: `${named}, and no other data member stays` };
}

function judgeAllocation(picture: ClusterPicture, { name }: Departing): Judgement {
  const { enable } = picture.allocation;
  const moving = nodeNamed(picture, name) === undefined ? 0 : leavingCopies(picture, name).movable.length;
  const setting = `cluster.routing.allocation.enable is ${enable}`;
  return enable === 'all' || moving === 0
    ? { holds: true, detail: setting }
    : { holds: false, detail: `${setting}, and ${count(moving, 'shard')} would have to move` };
}

function judgeEntrances({ departure, asked, name }: Departing, others: number): Judgement {
  if (others > 0)
    return { holds: true, detail: `${count(others, 'other ready member')} at the address of the cluster` };
  if (departure === 'restart' && asked === 1) {
    return { holds: true, detail: `${name} is the only one: clients wait while it restarts` };
  }
  return { holds: false, detail: `no other member is ready at the address of the cluster` };
}
