import type { ClusterView, Tablet } from '../cluster-view.js';
import { aliveOf } from '../cluster-view.js';
import type { LedTablet } from './scene.js';

/** Most tablets of one member that are copied elsewhere at the same time. */
export const movesAtOnce = 10;

export interface DrainPlan {
  /** Tablets whose copy on the server is to be replaced from now on. */
  readonly replace: readonly LedTablet[];
  /** Have another copy with a vote to come or to spare, and are led by the server: somebody else must lead. */
  readonly handOver: readonly LedTablet[];
  /** Their copy is being replaced. */
  readonly moving: readonly LedTablet[];
  /** Wait for their turn. */
  readonly waiting: readonly LedTablet[];
  /** Have a copy on every server that could take one. */
  readonly staying: readonly LedTablet[];
  /** Nobody leads them, or the leader does not answer: nothing can be changed now. */
  readonly leaderless: readonly Tablet[];
}

/**
 * What to do with each tablet of which the server has a copy:
 *
 * | Leader known | Marked | Voters beside it  | Leads it | Server without a copy | Then       |
 * | ------------ | ------ | ----------------- | -------- | --------------------- | ---------- |
 * | no           |        |                   |          |                       | leaderless |
 * | yes          | yes    | as many as copies | yes      |                       | handOver   |
 * | yes          | yes    | otherwise         |          |                       | moving     |
 * | yes          | no     |                   |          | none                  | staying    |
 * | yes          | no     |                   |          | some                  | replace, in turn |
 */
export function planDrain(view: ClusterView, led: ReadonlyMap<string, LedTablet>, server: string): DrainPlan {
  const takers = takersOf(view, server);
  const plan = {
    replace: [] as LedTablet[],
    handOver: [] as LedTablet[],
    moving: [] as LedTablet[],
    waiting: [] as LedTablet[],
    staying: [] as LedTablet[],
    leaderless: [] as Tablet[],
  };
  const turn: LedTablet[] = [];
  for (const tablet of view.tablets) {
    const known = led.get(tablet.id);
    const copy = known?.replicas.find(({ uuid }) => uuid === server);
    if (known === undefined) {
      if ([...tablet.voters, ...tablet.learners].includes(server)) plan.leaderless.push(tablet);
    } else if (copy?.replace === true) {
      const others = known.replicas.filter(({ uuid, votes }) => votes && uuid !== server).length;
      if (known.leader === server && others >= tablet.copies && !known.changing) plan.handOver.push(known);
      else plan.moving.push(known);
    } else if (copy !== undefined) {
      const free = takers.some((uuid) => !known.replicas.some((replica) => replica.uuid === uuid));
      (free ? turn : plan.staying).push(known);
    }
  }
  const room = Math.max(0, movesAtOnce - plan.moving.length - plan.handOver.length);
  const ready = turn.filter(({ changing }) => !changing);
  plan.replace.push(...ready.slice(0, room));
  plan.waiting.push(...turn.filter((tablet) => !plan.replace.includes(tablet)));
  return plan;
}

/** UUIDs of the servers to which the masters give new copies. */
export function takersOf({ tservers }: Pick<ClusterView, 'tservers'>, server?: string): readonly string[] {
  return tservers
    .filter(({ uuid, alive, maintenance }) => alive && !maintenance && uuid !== server)
    .map(({ uuid }) => uuid);
}

/** A copy that goes from one server to another. */
export interface Transfer {
  readonly tablet: LedTablet;
  readonly from: string;
}

/**
 * Copies for a server that has fewer than the others have on average, each from the server with the most. None while as many
 * are on their way as may be at once.
 */
export function planReturn(
  view: ClusterView,
  led: ReadonlyMap<string, LedTablet>,
  server: string,
): readonly Transfer[] {
  const members = takersOf(view);
  const load = new Map(members.map((uuid) => [uuid, 0]));
  for (const { voters, learners } of view.tablets) {
    for (const uuid of [...voters, ...learners])
      if (load.has(uuid)) load.set(uuid, (load.get(uuid) ?? 0) + 1);
  }
  const of = (uuid: string) => load.get(uuid) ?? 0;
  const share = Math.floor(
    [...load.values()].reduce((sum, count) => sum + count, 0) / Math.max(1, load.size),
  );
  const coming = view.tablets.filter(({ learners }) => learners.includes(server)).length;
  const alive = aliveOf(view);
  const transfers: Transfer[] = [];
  for (const { id, copies } of view.tablets) {
    if (of(server) >= share || coming + transfers.length >= movesAtOnce) break;
    const tablet = led.get(id);
    if (tablet === undefined || tablet.changing || !isWhole(tablet, copies, alive)) continue;
    if (tablet.replicas.some(({ uuid }) => uuid === server)) continue;
    const from = tablet.replicas
      .map(({ uuid }) => uuid)
      .filter((uuid) => members.includes(uuid) && of(uuid) > share)
      // Copies that lead must hand over first: others are taken before.
      .toSorted(
        (one, other) =>
          of(other) - of(one) || Number(one === tablet.leader) - Number(other === tablet.leader),
      )[0];
    if (from === undefined) continue;
    load.set(from, of(from) - 1);
    load.set(server, of(server) + 1);
    transfers.push({ tablet, from });
  }
  return transfers;
}

function isWhole({ replicas }: LedTablet, copies: number, alive: ReadonlySet<string>): boolean {
  return (
    replicas.length === copies &&
    replicas.every(({ uuid, votes, replace }) => votes && !replace && alive.has(uuid))
  );
}
