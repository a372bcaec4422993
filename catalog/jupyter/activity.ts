import type { Guard, MoveReport } from '../../api/membership.js';
import type { Activity, Kernel, Terminal } from './server-api.js';

/** A terminal does not tell whether something runs in it: one that was used this long ago counts as in use. */
const freshMs = 10 * 60_000;

/** All but `idle` and `dead` count: a kernel that starts has been asked for by somebody. */
export const isBusy = ({ execution_state: state }: Kernel): boolean => state !== 'idle' && state !== 'dead';

/** `now` in milliseconds since 1970. A time that cannot be read counts as now. */
export function isInUse({ last_activity: last }: Terminal, now: number): boolean {
  const then = Date.parse(last);
  return Number.isNaN(then) || now - then < freshMs;
}

/** A member without a server, `undefined`, has nothing that could be lost. */
export function judgeGuards(activity: Activity | undefined, name: string, now: number): readonly Guard[] {
  const { kernels = [], terminals = [] } = activity ?? {};
  const busy = kernels.filter(isBusy);
  const used = terminals.filter((terminal) => isInUse(terminal, now));
  const last = kernels
    .map((kernel) => kernel.last_activity)
    .toSorted()
    .at(-1);
  const open = kernels.filter(({ connections }) => connections > 0).length;
  return [
    {
      name: 'No kernel is busy',
      holds: busy.length === 0,
      detail: `${busy.length} of ${kernels.length} kernels on ${name} are busy, ${open} are open in a browser${last === undefined ? '' : `, last active ${last}`}.`,
    },
    {
      name: 'No terminal was used in the last 10 minutes',
      holds: used.length === 0,
      detail: `${used.length} of ${terminals.length} terminals on ${name} were.`,
    },
  ];
}

export function judgeDrained({ kernels, terminals }: Activity, name: string): MoveReport {
  const busy = kernels.filter(isBusy).length;
  return {
    done: kernels.length + terminals.length === 0,
    detail: `${kernels.length} kernels, ${busy} of them busy, and ${terminals.length} terminals are left on ${name}.`,
    remaining: { kernels: kernels.length, terminals: terminals.length },
  };
}
