import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { lookAtCluster } from '../../catalog/kudu/cluster-view.js';
import { kuduHealth } from '../../catalog/kudu/health.js';
import { kuduMembership } from '../../catalog/kudu/membership/index.js';
import { tserverPagesPort } from '../../catalog/kudu/rules.js';
import { KuduLoad } from '../integration/harness/kudu-load.js';
import { KuduMembers, unsynchronised } from '../integration/harness/kudu-members.js';

const tserver = (ordinal: number): Member => ({ nodeType: 'tserver', ordinal });
const master: Member = { nodeType: 'master', ordinal: 0 };

const nothingLost = { lost: 0, refused: 0 };
const wish = [
  { name: 'master', replicas: 1, config: unsynchronised },
  { name: 'tserver', replicas: 4, config: unsynchronised },
];

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('a Kudu of four tablet servers and a master', () => {
  let kudu: KuduMembers;
  const membership = kuduMembership((_, member) => kudu.address(member));
  const anybody = () => kudu.access(master);
  let load: KuduLoad;

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

  beforeAll(async () => {
    kudu = await KuduMembers.prepare('46.1', wish);
    load = new KuduLoad(kudu);
    for (const member of [master, ...[0, 1, 2, 3].map(tserver)]) await kudu.start(member);
    await kudu.until('all five have joined', () =>
      kuduHealth(anybody()).then(
        ({ state }) => state === 'Healthy',
        () => false,
      ),
    );
  }, 120_000);

  afterAll(async () => {
    await load.end();
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
    await load.createTable();
    await healthy('the table is whole');
    load.start();
    await kudu.until('rows flow', () => Promise.resolve(load.rounds > 2));
    const uuid = await uuidOf(3);
    expect(await failing(tserver(3), 'offline')).toEqual([]);

    const drained = await done('tablet server 3 is drained', () => membership.drain(kudu.access(tserver(3))));
    expect(drained[0]?.remaining.replicas).toBeGreaterThan(0);
    expect(drained.at(-1)?.remaining).toEqual({ replicas: 0, bytes: 0 });
    expect(await heldBy(uuid)).toBe(0);
    expect(await failing(tserver(3), 'offline')).toEqual([]);
    await kudu.stop(tserver(3));
    const before = load.rounds;
    await kudu.until('rows flow without it', () => Promise.resolve(load.rounds > before + 2));

    await kudu.start(tserver(3));
    await done('nothing of the drain is left', () => membership.undrain(kudu.access(tserver(3))));
    await done('tablet server 3 has settled', () => membership.settle(kudu.access(tserver(3))));
    expect(await heldBy(uuid)).toBeGreaterThanOrEqual(6);
    await ksckIsFine();
    expect(await load.account('away and back')).toEqual(nothingLost);
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
    expect(await load.account('a drain taken back')).toEqual(nothingLost);
  }, 240_000);

  it('drains a tablet server that is killed in the middle of it from the copies that others have', async () => {
    const uuid = await uuidOf(1);
    await membership.drain(kudu.access(tserver(1)));
    await kudu.kill(tserver(1));
    const left = await heldBy(uuid);
    expect(left).toBeGreaterThan(0);
    process.stdout.write(`killed with ${left} replicas left\n`);
    await done('the dead one is drained', () => membership.drain(kudu.access(tserver(1))), 240_000);
    expect(await heldBy(uuid)).toBe(0);
    expect(await load.account('one killed in the middle of its drain')).toEqual(nothingLost);
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
    expect(await load.account('all restarted')).toEqual(nothingLost);
  }, 400_000);
});
