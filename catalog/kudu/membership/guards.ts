import type { Departure, Guard, Member } from '../../../api/membership.js';
import { aliveOf, tabletHealth, type ClusterView, type Tablet } from '../cluster-view.js';
import { takersOf } from './plan.js';

/** A majority of the masters must be there. The only one may restart: nothing can be changed meanwhile. */
export function masterGuards(view: ClusterView, host: string, departure: Departure): readonly Guard[] {
  const { masters } = view;
  const others = masters.filter((master) => master.host !== host && master.alive).length;
  const needed = Math.floor(masters.length / 2) + 1;
  const alone = departure === 'restart' && masters.length === 1;
  return [
    {
      name: 'The masters keep their quorum',
      holds: alone || others >= needed,
      detail: alone
        ? 'The only master: no table can be opened or changed while it restarts.'
        : `Without it ${others} of ${masters.length} masters are there, ${needed} are needed.`,
    },
  ];
}

/** `bytes` is what moves; `free` the least room of the others' data directories together, undefined if not known. */
export interface Space {
  readonly bytes: number;
  readonly free: number | undefined;
}

export function tserverGuards(
  view: ClusterView,
  server: string | undefined,
  member: Member,
  departure: Departure,
  space: Space,
): readonly Guard[] {
  const alive = aliveOf(view);
  // A dead member that is drained must not be kept by the very tablets that the drain makes whole.
  const dead = server !== undefined && !alive.has(server);
  const judged = dead && departure !== 'restart' ? new Set([...alive, server]) : alive;
  const poor = view.tablets.filter((tablet) => tabletHealth(tablet, judged) !== 'healthy');
  const short = view.tablets.filter(
    ({ voters }) => server !== undefined && voters.includes(server) && !majority(voters, alive, server),
  );
  const healthy: Guard = {
    name: 'No tablet is under-replicated or unavailable',
    holds: poor.length === 0,
    detail: `${poor.length} of ${view.tablets.length} tablets${named(poor)}.`,
  };
  if (departure === 'restart') {
    const single = short.filter(({ copies }) => copies > 1);
    return [
      healthy,
      {
        name: 'Every tablet keeps a majority of its copies',
        holds: single.length === 0,
        detail: `${single.length} tablets of more than one copy would lose theirs without tablet server ${member.ordinal}${named(single)}.`,
      },
    ];
  }
  const takers = takersOf(view, server).length;
  const most = view.tablets.reduce((largest, { copies }) => Math.max(largest, copies), 1);
  return [
    healthy,
    {
      name: 'The tablet servers that stay are as many as a tablet has copies',
      holds: takers >= most,
      detail: `${takers} stay, the most copies of a table are ${most}.`,
    },
    {
      name: 'Free space on the others covers what moves',
      holds: space.free === undefined ? space.bytes === 0 : space.free > space.bytes,
      detail: `${space.bytes} bytes move, ${space.free ?? 'unknown'} bytes are free on the others beside a tenth of their disks.`,
    },
  ];
}

function majority(voters: readonly string[], alive: ReadonlySet<string>, without: string): boolean {
  const there = voters.filter((uuid) => alive.has(uuid) && uuid !== without).length;
  return there >= Math.floor(voters.length / 2) + 1;
}

function named(tablets: readonly Tablet[]): string {
  if (tablets.length === 0) return '';
  const shown = tablets.slice(0, 3).map(({ id, table }) => `${table} ${id}`);
  return `: ${shown.join(', ')}${tablets.length > 3 ? ', …' : ''}`;
}
