import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { lookAtCluster } from '../../catalog/kudu/cluster-view.js';
import { kuduHealth } from '../../catalog/kudu/health.js';
import { kuduMembership } from '../../catalog/kudu/membership/index.js';
import { tserverPagesPort } from '../../catalog/kudu/rules.js';
import { KuduMembers } from '../integration/harness/kudu-members.js';

const tserver = (ordinal: number): Member => ({ nodeType: 'tserver', ordinal });
const master: Member = { nodeType: 'master', ordinal: 0 };

// No server of time is in reach of a test; a cluster that takes its time from the machine needs one that is synchronised.
const config = { unlock_unsafe_flags: true, unlock_experimental_flags: true, time_source: 'system_unsync' };
const wish = [
  { name: 'master', replicas: 1, config },
  { name: 'tserver', replicas: 4, config },
];

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('a Kudu of four tablet servers and a master', () => {
  let kudu: KuduMembers;
  const membership = kuduMembership((_, member) => kudu.address(member));
  const anybody = () => kudu.access(master);
  let rows = 0;
  let rounds = 0;
  let refused = 0;
  let loading: Promise<void> | undefined;
  let stop = false;

  const uuidOf = async (ordinal: number) => {
    const { tservers } = await lookAtCluster(anybody());
    return tservers.find(({ host, alive }) => alive && host === kudu.address(tserver(ordinal)))?.uuid ?? '';
  };
  const heldBy = async (uuid: string) =>
    (await lookAtCluster(anybody())).tablets.filter(({ voters, learners }) =>
      [...voters, ...learners].includes(uuid),
    ).length;
  const failing = async (member: Member, departure: Departure) =>
    (await membership.guards(kudu.access(member), departure)).filter(({ holds }) => !holds);
  const done = async (what: string, step: () => Promise<MoveReport>, timeoutMs = 120_000) => {
    const reports: MoveReport[] = [];
    await kudu.until(
      what,
      async () => {
        const report = await step();
        reports.push(report);
        return report.done;
      },
      timeoutMs,
    );
    return reports;
  };
  const healthy = (what: string) =>
    kudu.until(what, async () => (await kuduHealth(anybody())).state === 'Healthy');
  const ksckIsFine = () =>
    kudu.until('ksck finds nothing', () =>
      kudu.tool('cluster', 'ksck', kudu.masters()).then(
        (text) => /^OK$/m.test(text),
        () => false,
      ),
    );

  /** Kudu's own client writes rows of growing keys into one table, batch after batch, and fails if any row is refused. */
  const load = async () => {
    while (!stop) {
      await kudu
        .tool(
          ...['perf', 'loadgen', kudu.masters(), '--table_name=facts', `--seq_start=${rows}`],
          ...['--num_threads=1', '--num_rows_per_thread=500', '--use_random=false'],
        )
        .catch((error: unknown) => {
          refused += 1;
          process.stdout.write(`${String(error)}\n`);
        });
      // Each row takes one key for each of the table's ten columns.
      rows += 500 * 10;
      rounds += 1;
    }
  };
  const counted = async (): Promise<number> => {
    const text = await kudu.tool(
      'table',
      'scan',
      kudu.masters(),
      'facts',
      '--columns=key',
      '--show_values=false',
    );
    return Number(/Total count (\d+)/.exec(text)?.[1]);
  };

  beforeAll(async () => {
    kudu = await KuduMembers.prepare('46.1', wish);
    for (const member of [master, ...[0, 1, 2, 3].map(tserver)]) await kudu.start(member);
    await kudu.until('all five have joined', () =>
      kuduHealth(anybody()).then(
        ({ state }) => state === 'Healthy',
        () => false,
      ),
    );
  }, 120_000);

  afterAll(async () => {
    stop = true;
    await loading;
    await kudu.end();
  }, 60_000);

  it('counts itself and tells its figures', async () => {
    expect(await kuduHealth(anybody())).toEqual({
      state: 'Healthy',
      summary: '5 of 5 members, 0 tablets',
      joined: 5,
    });
    const figures = await fetch(`http://${kudu.address(tserver(0))}:${tserverPagesPort}/metrics_prometheus`);
    expect(await figures.text()).toContain('# TYPE kudu_tserver_');
  });

  it('lets a tablet server go and come back under load: every row is read back', async () => {
    const table = {
      table_name: 'facts',
      schema: {
        columns: [
          { column_name: 'key', column_type: 'INT64', is_nullable: false },
          { column_name: 'value', column_type: 'INT64', is_nullable: false },
        ],
        key_column_names: ['key'],
      },
      partition: { hash_partitions: [{ columns: ['key'], num_buckets: 8 }] },
      num_replicas: 3,
    };
    await kudu.tool('table', 'create', kudu.masters(), JSON.stringify(table));
    await healthy('the table is whole');
    loading = load();
    await kudu.until('rows flow', () => Promise.resolve(rounds > 2));
    const uuid = await uuidOf(3);
    expect(await failing(tserver(3), 'offline')).toEqual([]);

    const drained = await done('tablet server 3 is drained', () => membership.drain(kudu.access(tserver(3))));
    expect(drained[0]?.remaining.replicas).toBeGreaterThan(0);
    expect(drained.at(-1)?.remaining).toEqual({ replicas: 0, bytes: 0 });
    expect(await heldBy(uuid)).toBe(0);
    expect(await failing(tserver(3), 'offline')).toEqual([]);
    await kudu.stop(tserver(3));
    const before = rounds;
    await kudu.until('rows flow without it', () => Promise.resolve(rounds > before + 2));

    await kudu.start(tserver(3));
    await done('nothing of the drain is left', () => membership.undrain(kudu.access(tserver(3))));
    await done('tablet server 3 has settled', () => membership.settle(kudu.access(tserver(3))));
    expect(await heldBy(uuid)).toBeGreaterThanOrEqual(6);
    await ksckIsFine();
    stop = true;
    await loading;
    expect(refused).toBe(0);
    expect(await counted()).toBe(rounds * 500);
    process.stdout.write(`${rounds * 500} rows written and read back, none refused\n`);
  }, 300_000);

  it('names the guards that keep a tablet server, and the only master', async () => {
    await kudu.stop(tserver(0));
    await kudu.until('its end is noticed', async () => (await failing(tserver(1), 'offline')).length > 0);
    expect((await failing(tserver(1), 'offline')).map(({ name }) => name)).toEqual([
      'No tablet is under-replicated or unavailable',
      'The tablet servers that stay are as many as a tablet has copies',
    ]);
    expect((await failing(tserver(1), 'restart')).map(({ name }) => name)).toContain(
      'Every tablet keeps a majority of its copies',
    );
    await kudu.start(tserver(0));
    await healthy('it is back');
    expect((await failing(master, 'offline')).map(({ name }) => name)).toEqual([
      'The masters keep their quorum',
    ]);
    expect(await failing(master, 'restart')).toEqual([]);
  }, 120_000);

  it('takes a drain back in the middle of it', async () => {
    const uuid = await uuidOf(2);
    await membership.drain(kudu.access(tserver(2)));
    await done('the drain is taken back', () => membership.undrain(kudu.access(tserver(2))));
    await done('tablet server 2 has settled', () => membership.settle(kudu.access(tserver(2))));
    const { tservers } = await lookAtCluster(anybody());
    expect(tservers.find((server) => server.uuid === uuid)?.maintenance).toBe(false);
    await ksckIsFine();
    expect(await counted()).toBe(rounds * 500);
  }, 240_000);

  it('drains a tablet server that is killed in the middle of it from the copies that others have', async () => {
    const uuid = await uuidOf(1);
    await membership.drain(kudu.access(tserver(1)));
    await kudu.kill(tserver(1));
    await done('the dead one is drained', () => membership.drain(kudu.access(tserver(1))), 240_000);
    expect(await heldBy(uuid)).toBe(0);
    expect(await counted()).toBe(rounds * 500);
    await kudu.start(tserver(1));
    await done('nothing of the drain is left', () => membership.undrain(kudu.access(tserver(1))));
    await done('tablet server 1 has settled', () => membership.settle(kudu.access(tserver(1))), 240_000);
    await healthy('all are well again');
  }, 600_000);

  it('restarts one after the other, the master too, and keeps every row', async () => {
    for (const nodeType of ['tserver', 'master']) {
      for (const member of await membership.restartOrder(anybody(), nodeType)) {
        await kudu.until('the guards hold', async () => (await failing(member, 'restart')).length === 0);
        await kudu.stop(member);
        await kudu.start(member);
        await kudu.until(`${kudu.podName(member)} has settled`, () =>
          membership.settle(kudu.access(member)).then(
            (report) => report.done,
            () => false,
          ),
        );
      }
    }
    await healthy('all are well again');
    await ksckIsFine();
    expect(await counted()).toBe(rounds * 500);
  }, 400_000);
});
