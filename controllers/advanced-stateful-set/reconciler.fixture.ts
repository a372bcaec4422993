import type { Action, MemberAction, RevisionAction } from './actions.js';
import { apply } from './apply.fixture.js';
import { decide, type Decision } from './decide.js';
import type { Observation } from './model.js';
import { podViewOf } from './pod-view.js';
import { claimViewOf, revisionViewOf } from './views.js';
import { Refusal, type Moment, type World } from './world.fixture.js';

/** How one reconcile goes. */
export interface Circumstances {
  /** By how many moments the view is behind, at most: own writes are always in it. */
  readonly lag: number;
  /** After how many actions the controller is killed; undefined if it is not. */
  readonly killedAfter: number | undefined;
  /** In which order the lanes get their turns. */
  readonly shuffle: number;
}

export const smoothly: Circumstances = { lag: 0, killedAfter: undefined, shuffle: 0 };

/** Told of everything that is done, before it is done. */
export interface Witness {
  decided(observation: Observation, decision: Decision, seen: Moment): void;
  acts(action: Action, observation: Observation): void;
}

/** What the I/O around the decisions does, as far as they depend on it: preconditions, lanes, and seeing its own writes. */
export class Reconciler {
  /** The last moment that this controller made itself, or listed when it started. */
  #seen = 0;

  constructor(
    private readonly world: World,
    private readonly witness: Witness,
  ) {}

  reconcile({ lag, killedAfter, shuffle }: Circumstances): Decision {
    const { world } = this;
    const moment = world.at(Math.max(this.#seen, world.version - lag));
    const observation = observationOf(moment);
    const decision = decide(observation, new Date(world.time));
    this.witness.decided(observation, decision, moment);
    const steps = this.#stepsOf(decision, observation, shuffle);
    let done = 0;
    for (const step of steps) {
      if (done === killedAfter) break;
      step();
      done += 1;
    }
    const isKilled = killedAfter !== undefined && done === killedAfter;
    if (!isKilled && decision.statusChanged) world.writeStatus(decision.status);
    this.#seen = isKilled || done > 0 || decision.statusChanged ? world.version : this.#seen;
    return decision;
  }

  /** Each step carries out one action, or skips it because one before it in its lane was refused. */
  #stepsOf({ plan }: Decision, observation: Observation, shuffle: number): (() => void)[] {
    const isBroken = { first: false, lanes: new Set<number>() };
    const attempt = (action: Action): boolean => {
      try {
        this.witness.acts(action, observation);
        apply(this.world, action);
        return true;
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    };
    const sequential = (actions: readonly RevisionAction[]) =>
      actions.map((action) => () => {
        if (!isBroken.first && !attempt(action)) isBroken.first = true;
      });
    const lanes = interleaved(plan.lanes, shuffle).map(([lane, action]) => () => {
      if (isBroken.first || isBroken.lanes.has(lane)) return;
      if (!attempt(action)) isBroken.lanes.add(lane);
    });
    return [...sequential(plan.first), ...lanes, ...sequential(plan.last)];
  }
}

/** One order in which lanes that go in parallel may get their turns. */
function interleaved(
  lanes: readonly (readonly MemberAction[])[],
  shuffle: number,
): readonly (readonly [number, MemberAction])[] {
  const left = lanes.map((lane, index) => ({ index, actions: [...lane] }));
  const order: [number, MemberAction][] = [];
  for (let turn = shuffle; left.length > 0; turn += shuffle + 1) {
    const position = turn % left.length;
    const lane = left[position];
    const action = lane?.actions.shift();
    if (lane === undefined || action === undefined) left.splice(position, 1);
    else order.push([lane.index, action]);
  }
  return order;
}

export function observationOf({ set, pods, claims, revisions }: Moment): Observation {
  return {
    set,
    pods: Array.from(pods.values(), podViewOf),
    claims: new Map(Array.from(claims, ([name, claim]) => [name, claimViewOf(claim, () => true)])),
    revisions: Array.from(revisions.values(), revisionViewOf),
    overlapping: [],
    inPlaceRefused: new Set(),
    resizeSupported: true,
  };
}
