import type { ComponentAccess, ComponentHealth } from '../../api/component.js';
import { lookAtScheduler, type SchedulerView } from './ask.js';

export async function daskHealth(access: ComponentAccess): Promise<ComponentHealth> {
  return judge(await lookAtScheduler(access), access.members);
}

/**
 * | Workers that take tasks | Members       | State     |
 * | ----------------------- | ------------- | --------- |
 * | none                    |               | Unhealthy |
 * | some                    | not as wanted | Degraded  |
 * | some, others paused     | as wanted     | Degraded  |
 * | all                     | as wanted     | Healthy   |
 *
 * A worker that is paused has too little memory for more tasks.
 */
export function judge(view: SchedulerView, members: number): ComponentHealth {
  const joined = 1 + view.workers.length;
  const running = view.workers.filter(({ status }) => status === 'running').length;
  const paused = view.workers.filter(({ status }) => status === 'paused').length;
  const leaving = view.workers.filter(({ status }) => status === 'closing_gracefully').length;
  const summary = [
    `${joined} of ${members} members`,
    `${view.processing} tasks computed, ${view.waiting} waiting, ${view.keys} results in memory`,
    ...(paused > 0 ? [`${paused} workers paused for want of memory`] : []),
    ...(leaving > 0 ? [`${leaving} workers leaving`] : []),
  ].join(', ');
  const whole = joined === members && paused === 0;
  return { state: running === 0 ? 'Unhealthy' : whole ? 'Healthy' : 'Degraded', summary, joined };
}
