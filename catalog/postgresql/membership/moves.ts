import type { MoveReport } from '../../../api/membership.js';
import { primaryOf, type ClusterView } from '../cluster-view.js';
import { bytes, heir, standing } from './departing.js';

/** What a drain does next. */
export type DrainStep =
  | { readonly kind: 'Done'; readonly report: MoveReport }
  | { readonly kind: 'Wait'; readonly report: MoveReport }
  | { readonly kind: 'Switchover'; readonly to: string };

/** What a member says of itself. */
export interface OwnWord {
  readonly state: string;
  readonly role: string;
}

/**
 * | the member       | the primary  | heir | next                                                       |
 * | ---------------- | ------------ | ---- | ---------------------------------------------------------- |
 * | is not known     | another runs |      | done: its slot is gone, nobody waits for it                |
 * | follows, or is silent | another runs |      | done                                                  |
 * | becomes a standby | another runs |     | wait: it must not be ended in the middle of that           |
 * | any              | none runs    |      | wait                                                       |
 * | leads, runs      |              | one  | switchover to it                                           |
 * | leads, runs      |              | none | wait                                                       |
 * | leads, is silent |              |      | wait: Patroni makes another the primary when its time is up |
 */
export function nextOfDrain(view: ClusterView, name: string, own: OwnWord | undefined): DrainStep {
  const primary = primaryOf(view);
  const wait = (detail: string): DrainStep => ({
    kind: 'Wait',
    report: { done: false, detail, remaining: { primary: primary?.name === name ? 1 : 0 } },
  });
  if (primary === undefined) return wait('no member is the primary');
  if (primary.name !== name) {
    if (!primary.running) return wait(`the primary ${primary.name} is ${primary.state}`);
    const member = view.members.find((candidate) => candidate.name === name);
    if (member !== undefined && own !== undefined && isTurning(own)) {
      return wait(`${name} becomes a standby of ${primary.name}: ${own.role}, ${own.state}`);
    }
    const detail =
      member === undefined
        ? `${name} is not in the cluster, and its replication slot is gone; ${primary.name} is the primary`
        : `${name} follows ${primary.name}, which is the primary`;
    return { kind: 'Done', report: { done: true, detail, remaining: { primary: 0 } } };
  }
  if (!primary.running)
    return wait(`${name} gives no answer; another becomes the primary when its time is up`);
  const next = heir(view, name);
  if (next !== undefined) return { kind: 'Switchover', to: next.name };
  const others = view.members.filter((member) => member.name !== name).map(standing);
  return wait(`${name} is the primary, and nobody is fit to follow it: ${others.join('; ') || 'no other'}`);
}

/** One that cannot start has nothing to lose by being ended. */
function isTurning({ state, role }: OwnWord): boolean {
  return (
    state.startsWith('stop') ||
    state === 'starting' ||
    state === 'restarting' ||
    ['master', 'primary'].includes(role)
  );
}

/**
 * | joined and runs | leads | streams, on the primary's timeline, lag small | a standby is synchronous, where commits are | done |
 * | --------------- | ----- | ---------------------------------------------- | ------------------------------------------- | ---- |
 * | no              |       |                                                |                                             | no   |
 * | yes             | yes   |                                                | any                                         | yes  |
 * | yes             | no    | no                                             |                                             | no   |
 * | yes             | no    | yes                                            | no                                          | no   |
 * | yes             | no    | yes                                            | yes                                         | yes  |
 */
export function judgeSettled(view: ClusterView, name: string): MoveReport {
  const member = view.members.find((candidate) => candidate.name === name);
  const primary = primaryOf(view);
  const report = (done: boolean, detail: string): MoveReport => ({
    done,
    detail,
    remaining: { members: member?.running === true ? 0 : 1, bytes: member?.lag ?? 0 },
  });
  if (member === undefined) return report(false, `${name} has not joined`);
  if (!member.running) return report(false, `${name} is ${member.state}`);
  if (member.role === 'primary') return report(true, `${name} is the primary`);
  if (primary?.running !== true) return report(false, 'no member is the primary');
  const caughtUp = member.lag !== undefined && member.lag <= view.mostLag;
  if (!member.streams || !caughtUp || member.timeline !== primary.timeline) {
    return report(
      false,
      `${standing(member)}; at most ${bytes(view.mostLag)} on timeline ${primary.timeline ?? 'unknown'}`,
    );
  }
  const guarded = view.synchronous === 'no' || view.members.some(({ role }) => role === 'synchronous');
  return report(guarded, guarded ? standing(member) : `${standing(member)}; nobody is synchronous yet`);
}
