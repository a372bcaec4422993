import { expectDone, unavailable, type Ask } from '../ask.js';
import {
  allowMissingTserver,
  bulkChangeConfig,
  changeTServerState,
  changeType,
  leaderStepDown,
  memberType,
  stateChange,
  stepDownGracefully,
} from '../protocol/questions.js';
import type { LedTablet, Scene } from './scene.js';
import type { Transfer } from './plan.js';

const casFailed = 17;
const notTheLeader = 15;
/** Somebody changed it first, or leads it now: the next look shows it. */
const overtaken: readonly number[] = [casFailed, notTheLeader];

export async function setMaintenance(ask: Ask, uuid: string, on: boolean): Promise<void> {
  const change = on ? stateChange.enterMaintenance : stateChange.exitMaintenance;
  const reply = await ask(changeTServerState, { change: { uuid, change }, missing: allowMissingTserver });
  expectDone(`changing the state of tablet server ${uuid}`, reply);
}

interface PeerChange {
  readonly type: number;
  readonly uuid: string;
  readonly votes: boolean;
  readonly replace?: boolean;
  readonly promote?: boolean;
  readonly address?: { readonly host: string; readonly port: number };
}

async function change(scene: Scene, tablet: LedTablet, changes: readonly PeerChange[]): Promise<void> {
  const reply = await leaderOf(scene, tablet)(bulkChangeConfig, {
    destination: tablet.leader,
    tablet: tablet.id,
    changes: changes.map(({ type, uuid, votes, replace, promote, address }) => ({
      type,
      peer: {
        uuid,
        memberType: votes ? memberType.voter : memberType.nonVoter,
        address,
        attributes: { promote, replace },
        health: undefined,
      },
    })),
    expectedIndex: tablet.index,
  });
  if (reply.error !== undefined && overtaken.includes(reply.error.code)) return;
  expectDone(`changing tablet ${tablet.id}`, reply);
}

/** Marks the copy of the server, or takes the mark away. The masters add another copy, and remove the marked one when that is whole. */
export async function markReplace(
  scene: Scene,
  tablet: LedTablet,
  server: string,
  replace: boolean,
): Promise<void> {
  const copy = tablet.replicas.find(({ uuid }) => uuid === server);
  if (copy === undefined) return;
  await change(scene, tablet, [{ type: changeType.modify, uuid: server, votes: copy.votes, replace }]);
}

/** Adds a copy on the server, without a vote until it is whole, and marks the one that it replaces. */
export async function transfer(
  scene: Scene,
  { tablet, from }: Transfer,
  to: { readonly uuid: string; readonly host: string; readonly port: number },
): Promise<void> {
  await change(scene, tablet, [
    {
      type: changeType.add,
      uuid: to.uuid,
      votes: false,
      promote: true,
      address: { host: to.host, port: to.port },
    },
    { type: changeType.modify, uuid: from, votes: true, replace: true },
  ]);
}

/** The masters never remove a copy that leads. */
export async function handOver(scene: Scene, tablet: LedTablet): Promise<void> {
  const request = { tablet: tablet.id, destination: tablet.leader, mode: stepDownGracefully };
  const reply = await leaderOf(scene, tablet)(leaderStepDown, request);
  if (reply.error !== undefined && overtaken.includes(reply.error.code)) return;
  expectDone(`handing over tablet ${tablet.id}`, reply);
}

function leaderOf({ servers }: Scene, { leader, id }: LedTablet): Ask {
  const ask = servers.get(leader);
  if (ask === undefined) throw unavailable('the cluster', `the leader of tablet ${id} does not answer`);
  return ask;
}
