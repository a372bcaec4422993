import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ClusterRef } from '../../activities/cluster/contract.js';
import type { GuardsReport, MemberActivities, MoveWaitReport } from '../../activities/members/contract.js';
import type { Departure, Member } from '../../api/membership.js';
import { asking, brief, waiting, writing } from '../activity-options.js';
import { keepAsking } from '../keep-asking.js';

export const memberLooks = proxyLocalActivities<MemberActivities>(brief);
export const memberWrites = proxyActivities<MemberActivities>(writing);
export const memberWaits = proxyActivities<MemberActivities>(waiting);
const drains = proxyActivities<Pick<MemberActivities, 'drainMember'>>(asking);

/** A member that is to go. */
export interface Leaving {
  readonly ref: ClusterRef;
  readonly member: Member;
  readonly departure: Departure;
  /** Why its guards are skipped; undefined if they are not. */
  readonly forced: string | undefined;
  /** Whether the spec asks for it already; then the drain ends with a failure when the spec no longer does. */
  readonly wished: boolean;
  /** Whether it is drained once more after the second guards, and when it is gone. */
  readonly thorough: boolean;
}

/** Who shows how far the member is. `again`: the guards are looked at once more, after the drain. */
export interface LeavingView {
  guards(report: GuardsReport, again: boolean): void | Promise<void>;
  guardsPassed(report: GuardsReport, again: boolean): void | Promise<void>;
  drain(report: MoveWaitReport): void | Promise<void>;
  drained(report: MoveWaitReport): void | Promise<void>;
}

/**
 * How every member leaves, whoever asked for it: the guards hold, the system moves everything off it, and the guards still
 * hold. With force the guards are looked at once and skipped. A drain whose marks somebody cleared while guards were waited
 * for is made up for at the end.
 */
export async function letGo(leaving: Leaving, view: LeavingView): Promise<{ readonly skipped: string }> {
  const skipped = await passGuards(leaving, view, false);
  await drain(leaving, view);
  if (leaving.forced === undefined) await passGuards(leaving, view, true);
  return { skipped };
}

async function drain(
  leaving: Leaving,
  view: Pick<LeavingView, 'drain' | 'drained'>,
  untilMs?: number,
): Promise<void> {
  const { ref, member, forced, wished } = leaving;
  const bound = untilMs === undefined ? {} : { untilMs };
  const drained = await keepAsking(
    (shown) =>
      drains.drainMember({
        ref,
        member,
        forced: forced !== undefined,
        whileWished: wished,
        ...bound,
        ...shown,
      }),
    (report) => view.drain(report),
  );
  await view.drained(drained);
}

/** What is over when the member has gone is over after this time. */
const strikeOffWithinMs = 60_000;

/** A member whose pod is gone: what the system can do only then, such as to strike it off its lists. Waited for a minute. */
export async function strikeOff(
  leaving: Leaving,
  view: Pick<LeavingView, 'drain' | 'drained'>,
): Promise<void> {
  await drain(leaving, view, Date.now() + strikeOffWithinMs);
}

/** Answers the guards that were skipped. */
async function passGuards(leaving: Leaving, view: LeavingView, again: boolean): Promise<string> {
  const { ref, member, departure, forced } = leaving;
  if (forced === undefined) {
    const report = await keepAsking(
      (shown) => memberWaits.assessGuards({ ref, member, departure, ...shown }),
      (news) => view.guards(news, again),
    );
    if (again && leaving.thorough) await drain(leaving, view);
    await view.guardsPassed(report, again);
    return '';
  }
  const once = { shown: '', quietMs: 0 };
  const report = await memberWaits.assessGuards({ ref, member, departure, ...once });
  const skipped = report.reached ? '' : report.detail;
  await memberWrites.recordForce({ ref, member, reason: forced, skipped });
  await view.guardsPassed(report, again);
  return skipped;
}
