import type { MoveReport } from '../../../api/membership.js';
import type { Role } from '../identity.js';
import type { Ensemble } from './ensemble.js';
import { votersOf } from './server-list.js';

/** What to change in the list of servers, if anything, and what to say of it. */
export interface NextStep {
  readonly change?: 'join' | 'leave';
  readonly report: MoveReport;
}

const done = (detail: string): NextStep => ({ report: { done: true, detail, remaining: { servers: 0 } } });
const waiting = (detail: string, change?: 'join' | 'leave'): NextStep => ({
  ...(change !== undefined && { change }),
  report: { done: false, detail, remaining: { servers: 1 } },
});

/** Takes the member off the list. A leader that is taken off it hands the lead over to one of the others. */
export function nextOfDrain({ list, leader }: Ensemble, id: number): NextStep {
  const role = list.roles.get(id);
  if (role === undefined && leader === id) return waiting(`Server ${id} hands the lead over.`);
  if (role === undefined)
    return done(`Server ${id} is not on ZooKeeper's list of ${list.roles.size} servers.`);
  const voters = votersOf(list);
  if (role === 'participant' && voters.length === 1) {
    return done(`Server ${id} is the only one that votes: it stays on ZooKeeper's list.`);
  }
  return waiting(`Server ${id} is being taken off ZooKeeper's list of ${list.roles.size} servers.`, 'leave');
}

/**
 * | it serves | on the list as wanted | change | done |
 * | --------- | --------------------- | ------ | ---- |
 * | no        | any                   | none   | no   |
 * | yes       | no                    | join   | no   |
 * | yes       | yes                   | none   | yes  |
 */
export function nextOfReturn({ list, leader, states }: Ensemble, id: number, wanted: Role): NextStep {
  if (states.get(id)?.serving !== true) {
    return waiting(`Server ${id} has not caught up with server ${leader}.`);
  }
  if (list.roles.get(id) === wanted) {
    return done(`Server ${id} has caught up and is ${wanted} among ${list.roles.size} servers.`);
  }
  return waiting(`Server ${id} is being put on ZooKeeper's list as ${wanted}.`, 'join');
}

/** As a return, but one that does not serve now is put on the list when it has settled. */
export function nextOfUndrain(ensemble: Ensemble, id: number, wanted: Role): NextStep {
  if (ensemble.states.get(id)?.serving === true) return nextOfReturn(ensemble, id, wanted);
  return done(
    ensemble.list.roles.has(id)
      ? `Server ${id} is on ZooKeeper's list.`
      : `Server ${id} is put on ZooKeeper's list when it has joined.`,
  );
}
