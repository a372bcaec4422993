import { memberPodName, type MemberAccess, type Membership, type MoveReport } from '../../api/membership.js';
import { formatBytes } from '../../api/quantity.js';
import { lookAtScheduler, tellScheduler, type SchedulerView } from './ask.js';
import { schedulerGuards, workerGuards } from './guards.js';
import { inRestartOrder } from '../restart-order.js';

const isScheduler = ({ member }: MemberAccess): boolean => member.nodeType === 'scheduler';
/** Workers bear the names of their pods. */
const nameOf = ({ cluster, member }: MemberAccess): string => memberPodName(cluster.name, member);

/** How workers leave a Dask cluster and come back. The scheduler has nothing to give away: docs/components/dask.md. */
export const daskMembership: Membership = {
  guards: async (access) => {
    const view = await lookAtScheduler(access, nameOf(access));
    return isScheduler(access) ? schedulerGuards(view) : workerGuards(view, nameOf(access));
  },
  drain: async (access) =>
    isScheduler(access)
      ? { done: true, detail: 'The scheduler has nothing to give away.', remaining: {} }
      : judgeDrained(await tellScheduler(access, 'retire', nameOf(access)), nameOf(access)),
  undrain: async (access) =>
    isScheduler(access)
      ? { done: true, detail: 'Nothing is asked of the scheduler.', remaining: {} }
      : judgeReturned(await tellScheduler(access, 'return', nameOf(access)), nameOf(access)),
  settle: async (access) => {
    const view = await lookAtScheduler(access);
    return isScheduler(access) ? judgeScheduler(view, access) : judgeSettled(view, nameOf(access));
  },
  restartOrder: (access, nodeType) => Promise.resolve(inRestartOrder(access.pods, nodeType)),
};

/**
 * | The scheduler knows it | asked to leave | tasks given to it | results nobody else has | done |
 * | ---------------------- | -------------- | ----------------- | ----------------------- | ---- |
 * | no                     |                |                   |                         | yes  |
 * | yes                    | yes            | none              | none                    | yes  |
 * | else                   |                |                   |                         | no   |
 *
 * Results of a worker that is dead are computed anew by the others, if they are not data that a client has put there.
 */
export function judgeDrained(view: SchedulerView, name: string): MoveReport {
  const own = view.workers.find((worker) => worker.name === name);
  if (own === undefined) {
    return {
      done: true,
      detail: `The scheduler knows no ${name}.`,
      remaining: { tasks: 0, keys: 0, bytes: 0 },
    };
  }
  const { keys, bytes } = own.alone ?? { keys: 0, bytes: 0 };
  const leaving = own.status === 'closing_gracefully';
  return {
    done: leaving && own.processing === 0 && keys === 0,
    detail: `${name} ${leaving ? 'takes no more tasks' : 'still takes tasks'}: ${own.processing} tasks and ${keys} results (${formatBytes(Math.floor(bytes))}) are left on it.`,
    remaining: { tasks: own.processing, keys, bytes },
  };
}

/** A worker that is gone comes back as a new one, which nobody has asked to leave. */
export function judgeReturned(view: SchedulerView, name: string): MoveReport {
  const leaving = view.workers.some((one) => one.name === name && one.status === 'closing_gracefully');
  return {
    done: !leaving,
    detail: leaving ? `${name} is still asked to leave.` : `Nobody asks ${name} to leave.`,
    remaining: { marks: leaving ? 1 : 0 },
  };
}

/** Its share of tasks comes with the next ones: idle workers steal from busy ones. */
export function judgeSettled(view: SchedulerView, name: string): MoveReport {
  const own = view.workers.find((worker) => worker.name === name);
  const done = own?.status === 'running';
  const detail =
    own === undefined
      ? `${name} has not joined.`
      : `${name} has joined and is ${own.status}, ${own.processing} tasks on it.`;
  return { done, detail, remaining: { members: done ? 0 : 1 } };
}

/** A new scheduler is complete when every worker that is ready has found it. */
function judgeScheduler(view: SchedulerView, { pods }: MemberAccess): MoveReport {
  const ready = pods.filter(({ nodeType, ready: is }) => nodeType === 'worker' && is).length;
  const missing = Math.max(0, ready - view.workers.length);
  return {
    done: missing === 0,
    detail: `The scheduler answers and knows ${view.workers.length} of ${ready} workers that are ready.`,
    remaining: { members: missing },
  };
}
