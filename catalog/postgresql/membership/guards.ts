import type { Departure, Guard } from '../../../api/membership.js';
import { primaryOf, type ClusterView } from '../cluster-view.js';
import { bytes, heir, standing, successors } from './departing.js';

export interface Leaving {
  /** Name of its pod. */
  readonly name: string;
  readonly departure: Departure;
  /** Members that the owner asks for, this one and those offline counted. */
  readonly asked: number;
}

type Judgement = Omit<Guard, 'name'>;

/** What must hold for the member to go, the gravest first. */
export function judgeGuards(view: ClusterView, leaving: Leaving): readonly Guard[] {
  return [
    { name: 'The cluster has a primary', ...judgePrimary(view, leaving) },
    { name: 'Patroni may act', ...judgePause(view) },
    { name: 'Another member is fit to be the primary', ...judgeOthers(view, leaving) },
    ...(primaryOf(view)?.name === leaving.name
      ? [{ name: 'The next primary has every commit', ...judgeHeir(view, leaving) }]
      : [{ name: 'Commits go on without the member', ...judgeCommits(view, leaving) }]),
  ];
}

/** A primary that gives no answer is followed by another in half a minute: until then nobody else may go. */
function judgePrimary(view: ClusterView, { name }: Leaving): Judgement {
  const primary = primaryOf(view);
  if (primary === undefined) return { holds: false, detail: 'none of the members leads' };
  const holds = primary.running || primary.name === name;
  return { holds, detail: `${primary.name} is ${primary.state}, timeline ${primary.timeline ?? 'unknown'}` };
}

function judgePause({ paused }: ClusterView): Judgement {
  return { holds: !paused, detail: paused ? 'it is paused: nobody takes over' : 'it is not paused' };
}

/**
 * | departure | members asked for | others that are fit | holds                                    |
 * | --------- | ----------------- | ------------------- | ---------------------------------------- |
 * | restart   | 1                 |                     | yes: nothing answers while it restarts   |
 * | any       |                   | 1 or more           | yes                                      |
 * | any       | 2 or more         | none                | no                                       |
 */
function judgeOthers(view: ClusterView, { name, departure, asked }: Leaving): Judgement {
  if (departure === 'restart' && asked === 1) {
    return { holds: true, detail: 'it is the only one: nothing answers while it restarts' };
  }
  const others = view.members.filter((member) => member.name !== name);
  const fit = successors(view, name);
  const told = others.map(standing).join('; ') || 'there is none';
  return { holds: fit.length > 0, detail: `${fit.length} of ${others.length} others: ${told}` };
}

/**
 * | commits      | members asked for | a standby to hand over to                | holds |
 * | ------------ | ----------------- | ---------------------------------------- | ----- |
 * | any          | 1, for a restart  |                                          | yes   |
 * | synchronous  |                   | a synchronous one that streams           | yes   |
 * | asynchronous |                   | one that streams and lacks little enough | yes   |
 * | any          |                   | none                                     | no    |
 */
function judgeHeir(view: ClusterView, { name, departure, asked }: Leaving): Judgement {
  if (departure === 'restart' && asked === 1) return { holds: true, detail: 'it stays the primary' };
  const next = heir(view, name);
  const needed =
    view.synchronous === 'no'
      ? `a standby at most ${bytes(view.mostLag)} behind`
      : 'a synchronous standby that streams';
  if (next === undefined) return { holds: false, detail: `there is not ${needed}` };
  const handed = view.synchronous === 'no' ? 'it receives the rest before the switchover' : 'synchronous';
  return { holds: true, detail: `${standing(next)}; ${handed}` };
}

/**
 * | commits      | others that stream when it is gone | holds                                            |
 * | ------------ | ---------------------------------- | ------------------------------------------------ |
 * | asynchronous |                                    | yes                                              |
 * | synchronous  | 1 or more                          | yes                                              |
 * | synchronous  | none                               | yes: they are on the primary alone for that time |
 * | strict       | none                               | no: all commits would wait                       |
 */
function judgeCommits(view: ClusterView, { name }: Leaving): Judgement {
  if (view.synchronous === 'no') return { holds: true, detail: 'they wait for no other member' };
  const standbys = successors(view, name).filter(({ role }) => role !== 'primary');
  if (standbys.length > 0) {
    const names = standbys.map((member) => member.name).join(', ');
    return {
      holds: true,
      detail: `${standbys.length} other members can be the synchronous standby: ${names}`,
    };
  }
  return view.synchronous === 'strict'
    ? {
        holds: false,
        detail: 'no other member can be the synchronous standby, and strict commits would wait',
      }
    : {
        holds: true,
        detail: 'no other member can be the synchronous standby: they are on the primary alone',
      };
}
