import type { StatewrightError } from '../../api/errors/index.js';
import type { Guard, MoveReport } from '../../api/membership.js';
import type { AwaitReport } from '../cluster/contract.js';
import type { GuardsReport, MoveWaitReport } from './contract.js';

/** The guards that do not hold, with their numbers, as one sentence; empty if all hold. */
export function blockers(guards: readonly Guard[]): string {
  return guards
    .filter((guard) => !guard.holds)
    .map(({ name, detail }) => `${name}: ${detail}`)
    .join('; ');
}

export function guardsReport(guards: readonly Guard[]): GuardsReport {
  const blocked = blockers(guards);
  if (blocked !== '') return { reached: false, detail: blocked, guards };
  const detail = guards.length === 0 ? 'the system has no guards' : `all ${guards.length} guards hold`;
  return { reached: true, detail, guards };
}

/** What stands in for the guards while the system gives no answer: then nobody may go. */
export function unansweredGuard(error: StatewrightError): Guard {
  return { name: 'The system answers', holds: false, detail: error.sentence };
}

/**
 * Whether the wait for a drain is over.
 *
 * | the system says | member is dead | forced | over |
 * | --------------- | -------------- | ------ | ---- |
 * | done            | any            | any    | yes  |
 * | not done        | no             | any    | no   |
 * | not done        | yes            | no     | no   |
 * | not done        | yes            | yes    | yes  |
 */
export function drainReport(
  { done, detail, remaining }: MoveReport,
  { dead, forced }: { readonly dead: boolean; readonly forced: boolean },
): MoveWaitReport {
  if (done || !dead) return { reached: done, detail, remaining };
  if (!forced) return { reached: false, detail: `the member gives no answer; ${detail}`, remaining };
  return {
    reached: true,
    detail: `not waited for, as the member is dead and force was asked for; ${detail}`,
    remaining,
  };
}

/** The report, as that of a wait that ends at `untilMs` though its goal is not reached. Milliseconds since the epoch. */
export function boundedBy<R extends AwaitReport>(report: R, untilMs: number | undefined, now: number): R {
  if (report.reached || untilMs === undefined || now < untilMs) return report;
  return { ...report, reached: true, detail: `not waited for any longer: ${report.detail}` };
}
