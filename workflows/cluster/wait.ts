import type { AwaitReport, AwaitRequest } from '../../activities/cluster/contract.js';
import type { Progress } from './progress.js';

const shortestQuietMs = 1_000;
const longestQuietMs = 30_000;

/**
 * Waits by an activity that comes back whenever there is something new to show, until its goal is reached. Each report
 * costs history, so one that comes back again and again is asked to keep quiet for longer each time.
 */
export async function keepWaiting(
  progress: Progress,
  step: string,
  ask: (shown: Pick<AwaitRequest, 'shown' | 'quietMs'>) => Promise<AwaitReport>,
): Promise<string> {
  let shown = '';
  for (let quietMs = shortestQuietMs; ; quietMs = Math.min(quietMs * 1.5, longestQuietMs)) {
    const report = await ask({ shown, quietMs });
    if (report.reached) return report.detail;
    shown = report.detail;
    progress.step(step, 'Running', shown);
  }
}
