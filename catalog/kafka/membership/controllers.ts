import type { Departure, Guard, Member, MemberAccess, MoveReport } from '../../../api/membership.js';
import { askingAny, unavailable, type Ask } from '../ask.js';
import { lookAtCluster, type ClusterView } from '../cluster-view.js';
import { nodeId } from '../identity.js';
import { addRaftVoter, removeRaftVoter } from '../protocol/messages.js';
import type { Controller, Quorum } from '../quorum.js';
import { errorCode, expectDone } from '../refusal.js';
import { controllerPort } from '../rules.js';
import { controllersLed } from './broker-guards.js';

/** Where the other controllers reach a controller. */
export type ControllerHost = (access: MemberAccess) => string;

const nothing = { controllers: 0 } as const;

/** A majority of those who then have a vote must be there: of all for a restart, of one less when its vote is taken. */
export function controllerGuards(view: ClusterView, member: Member, departure: Departure): readonly Guard[] {
  const { quorum } = view;
  const led = controllersLed(view);
  if (quorum === undefined) return [led];
  const id = nodeId(member);
  const others = quorum.voters.filter((voter) => voter.id !== id);
  const there = others.filter(({ caughtUp }) => caughtUp).length;
  const voters = departure === 'restart' ? quorum.voters.length : others.length;
  const needed = Math.floor(voters / 2) + 1;
  const alone = departure === 'restart' && quorum.voters.length === 1;
  return [
    led,
    {
      name: 'The controllers keep their quorum',
      holds: alone || there >= needed,
      detail: alone
        ? 'The only controller: nothing can be changed while it restarts, brokers serve on.'
        : `Without controller ${id} there are ${there} of ${voters} with a vote, ${needed} are needed.`,
    },
  ];
}

/** Takes the vote away, so that those who stay need no majority of those who are gone. */
export async function drainController(access: MemberAccess): Promise<MoveReport> {
  const quorum = await quorumOf(access);
  const id = nodeId(access.member);
  const voter = quorum.voters.find((candidate) => candidate.id === id);
  if (voter === undefined) return { done: true, detail: `Controller ${id} has no vote.`, remaining: nothing };
  if (quorum.voters.length === 1) {
    return { done: true, detail: `Controller ${id} is the only one: its vote stays.`, remaining: nothing };
  }
  await removeVote(askingAny(access), voter);
  return {
    done: false,
    detail: `The vote of controller ${id} is being taken.`,
    remaining: { controllers: 1 },
  };
}

/** Gives a vote to a controller that has caught up; one that does not run yet gets it when it has settled. */
export async function undrainController(access: MemberAccess, host: ControllerHost): Promise<MoveReport> {
  const { member } = access;
  const quorum = await quorumOf(access);
  const id = nodeId(member);
  if (quorum.followers.some((follower) => follower.id === id && follower.caughtUp))
    return settleController(access, host, quorum);
  const voter = quorum.voters.some((candidate) => candidate.id === id);
  const detail = voter
    ? `Controller ${id} has its vote.`
    : `Controller ${id} gets its vote when it has joined.`;
  return { done: true, detail, remaining: nothing };
}

export async function settleController(
  access: MemberAccess,
  host: ControllerHost,
  known?: Quorum,
): Promise<MoveReport> {
  const quorum = known ?? (await quorumOf(access));
  const id = nodeId(access.member);
  const waiting = (detail: string): MoveReport => ({ done: false, detail, remaining: { controllers: 1 } });
  const voter = quorum.voters.find((candidate) => candidate.id === id);
  // The leader remembers for minutes those that are gone, and those that lost their disk besides what they are now.
  const follower = quorum.followers.find((candidate) => candidate.id === id && candidate.caughtUp);
  if (follower === undefined) {
    if (voter?.caughtUp === true) {
      return { done: true, detail: `Controller ${id} has caught up and has its vote.`, remaining: nothing };
    }
    return waiting(`Controller ${id} has not caught up with controller ${quorum.leader}.`);
  }
  const ask = askingAny(access);
  if (voter !== undefined) {
    // The vote is that of a disk which it has no more.
    await removeVote(ask, voter);
    return waiting(`The vote that controller ${id} had before it lost its disk is being taken.`);
  }
  const outcome = await ask(addRaftVoter, {
    clusterId: null,
    timeoutMs: 4_000,
    voterId: id,
    voterDirectoryId: follower.directory,
    listeners: [{ name: 'CONTROLLER', host: host(access), port: controllerPort }],
  });
  expectDone(`giving controller ${id} a vote`, outcome, [errorCode.duplicateVoter]);
  return waiting(`Controller ${id} is being given its vote.`);
}

async function removeVote(ask: Ask, { id, directory }: Controller): Promise<void> {
  const outcome = await ask(removeRaftVoter, { clusterId: null, voterId: id, voterDirectoryId: directory });
  expectDone(`taking the vote of controller ${id}`, outcome, [errorCode.voterNotFound]);
}

async function quorumOf(access: MemberAccess): Promise<Quorum> {
  const { quorum } = await lookAtCluster(access);
  if (quorum === undefined) throw unavailable('the cluster', 'the controllers have no leader');
  return quorum;
}
