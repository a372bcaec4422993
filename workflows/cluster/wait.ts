import type { AwaitReport, AwaitRequest } from '../../activities/cluster/contract.js';
import { keepAsking } from '../keep-asking.js';
import type { Progress } from './progress.js';

/** Waits for the goal of a step and shows what it waits for; the answer is what to show of its outcome. */
export async function keepWaiting(
  progress: Progress,
  step: string,
  ask: (shown: Pick<AwaitRequest, 'shown' | 'quietMs'>) => Promise<AwaitReport>,
): Promise<string> {
  const report = await keepAsking(ask, ({ detail }) => progress.step(step, 'Running', detail));
  return report.detail;
}
