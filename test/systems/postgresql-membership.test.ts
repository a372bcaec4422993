import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { postgresqlHealth } from '../../catalog/postgresql/health.js';
import { postgresqlMembership as membership } from '../../catalog/postgresql/membership/index.js';
import type { ServerProcess } from '../integration/harness/child.js';
import { PostgresqlMembers } from '../integration/harness/postgresql-members.js';

const server = (ordinal: number): Member => ({ nodeType: 'server', ordinal });

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('a PostgreSQL of three servers', () => {
  let postgres: PostgresqlMembers;
  let load: ServerProcess;

  const anybody = () => postgres.access(server(0));
  const acknowledged = () => postgres.linesOf('load', 'acknowledged');
  const failing = async (member: Member, departure: Departure) =>
    (await membership.guards(postgres.access(member), departure)).filter(({ holds }) => !holds);
  const done = async (what: string, step: () => Promise<MoveReport>) => {
    const reports: MoveReport[] = [];
    await postgres.until(what, async () => {
      const report = await step().catch(() => undefined);
      if (report) reports.push(report);
      return report?.done ?? false;
    });
    return reports;
  };
  const healthy = (what: string) =>
    postgres.until(what, async () => (await postgresqlHealth(anybody())).state === 'Healthy');
  const writesGoOn = async (what: string) => {
    const before = (await acknowledged()).length;
    await postgres.until(what, async () => (await acknowledged()).length > before + 100);
  };
  const primary = async (): Promise<Member> => {
    const order = await membership.restartOrder(anybody(), 'server');
    const last = order.at(-1);
    if (last === undefined) throw new Error('there are no members');
    return last;
  };
  const back = async (member: Member) => {
    await postgres.start(member);
    const { ordinal } = member;
    await done(`server ${ordinal} has settled`, () => membership.settle(postgres.access(member)));
    await healthy('all are well');
  };

  beforeAll(async () => {
    postgres = await PostgresqlMembers.prepare('44.7');
    for (const ordinal of [0, 1, 2]) await postgres.start(server(ordinal));
    await healthy('all three have joined');
  });

  afterAll(async () => {
    await postgres.end();
  });

  it('counts itself, and has one primary and a synchronous standby', async () => {
    const health = await postgresqlHealth(anybody());
    expect(health).toMatchObject({ state: 'Healthy', joined: 3 });
    expect(health.summary).toMatch(/^3 of 3 members, primary orders-server-\d on timeline 1, synchronous /);
  });

  it('lets nobody command Patroni without the password', async () => {
    const access = postgres.access(await primary());
    const secret = () => Promise.resolve({ rest: 'guessed' });
    const report = await membership.drain({ ...access, secret });
    expect(report.detail).toContain('not authenticated');
    expect(report.done).toBe(false);
  });

  it('lets the primary go and come back under load', async () => {
    load = await postgres.load('load');
    await writesGoOn('writes flow');
    const leaving = await primary();
    expect(await failing(leaving, 'offline')).toEqual([]);
    const reports = await done('it is drained', () => membership.drain(postgres.access(leaving)));
    expect(reports.at(-1)?.remaining).toEqual({ primary: 0 });
    expect((await primary()).ordinal).not.toBe(leaving.ordinal);
    await writesGoOn('writes flow through another primary');
    expect(await failing(leaving, 'offline')).toEqual([]);
    await postgres.stop(leaving);
    await writesGoOn('writes flow without it');
    const slot = `SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'orders_server_${leaving.ordinal}'`;
    await postgres.until('its slot is gone', async () => (await postgres.query(slot))[0] === '0');
    expect((await membership.drain(postgres.access(leaving))).done).toBe(true);
    await back(leaving);
    expect((await membership.undrain(postgres.access(leaving))).done).toBe(true);
  });

  it('names the guards that keep the primary while no standby is there', async () => {
    const leading = await primary();
    const others = [0, 1, 2].filter((ordinal) => ordinal !== leading.ordinal).map(server);
    for (const other of others) await postgres.stop(other);
    await postgres.until(
      'their absence is noticed',
      async () => (await failing(leading, 'offline')).length > 0,
    );
    expect((await failing(leading, 'offline')).map(({ name }) => name)).toEqual([
      'Another member is fit to be the primary',
      'The next primary has every commit',
    ]);
    await writesGoOn('writes flow on the primary alone');
    for (const other of others) await postgres.start(other);
    for (const other of others) {
      await done('it has settled', () => membership.settle(postgres.access(other)));
    }
    await healthy('all are well');
  });

  it('goes on when the primary is killed in the middle of its drain', async () => {
    const leaving = await primary();
    const draining = membership.drain(postgres.access(leaving)).catch(() => undefined);
    await postgres.kill(leaving);
    await draining;
    await done('the dead primary is drained', () => membership.drain(postgres.access(leaving)));
    await writesGoOn('writes flow through another primary');
    await back(leaving);
  });

  it('restarts all, the primary last', async () => {
    const order = await membership.restartOrder(anybody(), 'server');
    expect(order.at(-1)).toEqual(await primary());
    for (const member of order) {
      await postgres.until('its guards hold', async () => (await failing(member, 'restart')).length === 0);
      await postgres.stop(member);
      await back(member);
    }
    await writesGoOn('writes flow');
  });

  it('takes over a setting that needs no restart while it runs', async () => {
    await postgres.configure({ work_mem: '7MB' });
    for (const ordinal of [0, 1, 2]) {
      await postgres.until('it is in force', async () => {
        const [value] = await postgres.query('SHOW work_mem', server(ordinal));
        return value === '7MB';
      });
    }
  });

  it('has lost nothing of what it acknowledged', async () => {
    load.signal('SIGTERM');
    await postgres.until('the client has ended', () => Promise.resolve(!load.running));
    const written = await acknowledged();
    const retries = await postgres.linesOf('load', 'retry');
    const [longest] = await postgres.linesOf('load', 'longest');
    const read = new Set(await postgres.query('SELECT id FROM written'));
    expect(written.filter((id) => !read.has(id))).toEqual([]);
    expect(written.length).toBeGreaterThan(1000);
    process.stdout.write(
      `${written.length} rows acknowledged and read back, ${retries.length} tries repeated, ` +
        `${longest ?? '?'} ms the longest between two\n`,
    );
  });
});
