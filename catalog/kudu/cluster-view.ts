import type { ComponentAccess } from '../../api/component.js';
import { askingTheLeader, expectDone, type Ask } from './ask.js';
import {
  getTableLocations,
  listMasters,
  listTables,
  listTabletServers,
  role,
  tserverState,
} from './protocol/questions.js';

export interface TabletServer {
  readonly uuid: string;
  /** Name under which it registered. */
  readonly host: string;
  /** Has spoken to the master of late. */
  readonly alive: boolean;
  /** Takes no new replicas, and those that it has are not copied elsewhere when it is away. */
  readonly maintenance: boolean;
}

export interface Tablet {
  readonly id: string;
  readonly table: string;
  /** Copies that its table asks for. */
  readonly copies: number;
  /** UUIDs of the tablet servers that have a vote, as the master last heard. */
  readonly voters: readonly string[];
  /** Those that are copied to. */
  readonly learners: readonly string[];
}

export interface Master {
  readonly host: string;
  readonly alive: boolean;
  readonly leads: boolean;
}

/** What the leading master knows at one time. */
export interface ClusterView {
  readonly masters: readonly Master[];
  readonly tservers: readonly TabletServer[];
  readonly tablets: readonly Tablet[];
}

/** They speak every second (`heartbeat_interval_ms`). */
const quietMs = 10_000;
export const tabletsAtOnce = 1_000;

export async function lookAtCluster(
  access: Pick<ComponentAccess, 'endpoints' | 'signal'>,
): Promise<ClusterView> {
  const ask = askingTheLeader(access);
  const { servers } = expectDone(
    'listing tablet servers',
    await ask(listTabletServers, { includeStates: true }),
  );
  const { masters } = expectDone('listing masters', await ask(listMasters, {}));
  const { tables } = expectDone('listing tables', await ask(listTables, {}));
  const tablets: Tablet[] = [];
  for (const table of tables) tablets.push(...(await tabletsOf(ask, table)));
  return {
    masters: masters.map(({ registration, error, role: part }) => ({
      host: registration?.rpc[0]?.host ?? '',
      alive: error === undefined,
      leads: part === role.leader,
    })),
    tservers: servers.map(({ instance, registration, millisSinceHeartbeat, state }) => ({
      uuid: instance.uuid,
      host: registration?.rpc[0]?.host ?? '',
      alive: (millisSinceHeartbeat ?? Infinity) < quietMs,
      maintenance: state === tserverState.maintenance,
    })),
    tablets,
  };
}

/**
 * Page after page. The end of the last partition is empty for ranges, and is a key like any other for hashes; asked from a key
 * after the last, the masters answer with the last tablet again. So it ends with a page that is not full, or tells nothing new.
 */
export async function tabletsOf(
  ask: Ask,
  {
    id,
    name,
    copies = 1,
  }: { readonly id: string; readonly name: string; readonly copies: number | undefined },
): Promise<readonly Tablet[]> {
  const found = new Map<string, Tablet>();
  let from: Buffer | undefined;
  for (;;) {
    const request = { table: { id }, from, most: tabletsAtOnce, filter: 0, intern: true };
    const { tablets, servers } = expectDone(
      `finding the tablets of ${name}`,
      await ask(getTableLocations, request),
    );
    const before = found.size;
    const uuid = ({ server }: { readonly server: number }) => servers[server]?.uuid ?? '';
    for (const tablet of tablets) {
      const learning = tablet.replicas.filter((replica) => replica.role === role.learner);
      const voting = tablet.replicas.filter((replica) => replica.role !== role.learner);
      found.set(tablet.id, {
        id: tablet.id,
        table: name,
        copies,
        voters: voting.map(uuid),
        learners: learning.map(uuid),
      });
    }
    from = tablets.at(-1)?.partition?.end;
    const last = from === undefined || from.length === 0 || tablets.length < tabletsAtOnce;
    if (last || found.size === before) return [...found.values()];
  }
}

export type TabletHealth = 'healthy' | 'recovering' | 'under-replicated' | 'unavailable';

/**
 * As `kudu cluster ksck` names them, by who has spoken to the master:
 *
 * | Voters alive         | Fewer than copies | Learners | Then             |
 * | -------------------- | ----------------- | -------- | ---------------- |
 * | no majority          |                   |          | unavailable      |
 * | majority             | yes               | some     | recovering       |
 * | majority             | yes               | none     | under-replicated |
 * | majority             | no                |          | healthy          |
 */
export function tabletHealth(tablet: Tablet, alive: ReadonlySet<string>): TabletHealth {
  const there = tablet.voters.filter((uuid) => alive.has(uuid)).length;
  if (there < Math.floor(tablet.voters.length / 2) + 1) return 'unavailable';
  if (there >= tablet.copies) return 'healthy';
  return tablet.learners.length > 0 ? 'recovering' : 'under-replicated';
}

export function aliveOf({ tservers }: Pick<ClusterView, 'tservers'>): ReadonlySet<string> {
  return new Set(tservers.filter(({ alive }) => alive).map(({ uuid }) => uuid));
}
