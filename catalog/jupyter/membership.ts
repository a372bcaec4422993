import { memberPodName, type MemberAccess, type Membership, type MoveReport } from '../../api/membership.js';
import { isBusy, isInUse, judgeDrained, judgeGuards } from './activity.js';
import { ServerApi } from './server-api.js';
import { inRestartOrder } from '../restart-order.js';

const nameOf = ({ cluster, member }: MemberAccess): string => memberPodName(cluster.name, member);

/** How servers are stopped and come back: docs/components/jupyter.md. `now` in milliseconds since 1970. */
export function jupyterMembership(now: () => number = Date.now): Membership {
  return {
    guards: async (access) => {
      const api = await ServerApi.of(access);
      return judgeGuards(await api?.activity(), nameOf(access), now());
    },
    drain: (access) => drain(access, now()),
    undrain: () =>
      Promise.resolve({ done: true, detail: 'A drain leaves no mark on a server.', remaining: { marks: 0 } }),
    settle,
    restartOrder: (access, nodeType) => Promise.resolve(inRestartOrder(access.pods, nodeType)),
  };
}

/** Ends kernels that are idle and terminals that nobody uses; the others are waited for. Files stay on the volume. */
async function drain(access: MemberAccess, now: number): Promise<MoveReport> {
  const api = await ServerApi.of(access);
  if (api === undefined) {
    return {
      done: true,
      detail: `${nameOf(access)} has no server.`,
      remaining: { kernels: 0, terminals: 0 },
    };
  }
  const { kernels, terminals } = await api.activity();
  for (const kernel of kernels) if (!isBusy(kernel)) await api.endKernel(kernel);
  for (const terminal of terminals) if (!isInUse(terminal, now)) await api.endTerminal(terminal);
  return judgeDrained(await api.activity(), nameOf(access));
}

async function settle(access: MemberAccess): Promise<MoveReport> {
  const api = await ServerApi.of(access);
  if (api === undefined) {
    return { done: false, detail: `${nameOf(access)} has no server.`, remaining: { members: 1 } };
  }
  await api.status();
  return { done: true, detail: `${nameOf(access)} answers.`, remaining: { members: 0 } };
}
