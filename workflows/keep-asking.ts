import type { AwaitReport, AwaitRequest } from '../activities/cluster/contract.js';

const shortestQuietMs = 1_000;
const longestQuietMs = 30_000;

/**
 * Waits by an activity that comes back whenever there is something new to show, until its goal is reached. Each report
 * costs history, so one that comes back again and again is asked to keep quiet for longer each time.
 */
export async function keepAsking<R extends AwaitReport>(
  ask: (shown: Pick<AwaitRequest, 'shown' | 'quietMs'>) => Promise<R>,
  show: (report: R) => void | Promise<void>,
): Promise<R> {
  let shown = '';
  for (let quietMs = shortestQuietMs; ; quietMs = Math.min(quietMs * 1.5, longestQuietMs)) {
    const report = await ask({ shown, quietMs });
    if (report.reached) return report;
    shown = report.detail;
    await show(report);
  }
}
