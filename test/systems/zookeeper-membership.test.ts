import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member, MoveReport } from '../../api/membership.js';
import { zookeeperHealth } from '../../catalog/zookeeper/health.js';
import { serverId } from '../../catalog/zookeeper/identity.js';
import { lookAtEnsemble } from '../../catalog/zookeeper/membership/ensemble.js';
import { zookeeperMembership } from '../../catalog/zookeeper/membership/index.js';
import { ZookeeperSession } from '../../catalog/zookeeper/protocol/session.js';
import { clientPort } from '../../catalog/zookeeper/rules.js';
import { ZookeeperMembers } from '../integration/harness/zookeeper-members.js';
import type { ZookeeperWriter } from '../integration/harness/zookeeper-writer.js';

const server = (ordinal: number): Member => ({ nodeType: 'server', ordinal });
const observer: Member = { nodeType: 'observer', ordinal: 0 };

// One life of one cluster, told in order: starting it for each sentence would take most of the time.
describe('a ZooKeeper of three servers', () => {
  let zookeeper: ZookeeperMembers;
  let load: ZookeeperWriter;
  const membership = zookeeperMembership(({ member }) => zookeeper.line(member));
  const anybody = () => zookeeper.access(server(0));

  const failing = async (member: Member, departure: Departure) =>
    (await membership.guards(zookeeper.access(member), departure)).filter(({ holds }) => !holds);
  /** A change of the leader ends connections: as an activity would, it asks again. */
  const done = async (what: string, step: () => Promise<MoveReport>) =>
    zookeeper.until(what, async () => (await step().catch(() => undefined))?.done === true);
  const healthy = (what: string) =>
    zookeeper.until(what, async () => {
      const health = await zookeeperHealth(anybody()).catch(() => undefined);
      return health?.state === 'Healthy';
    });
  const list = async () => [...((await lookAtEnsemble(anybody()))?.list.roles.keys() ?? [])].toSorted();
  const leader = async (): Promise<Member> => {
    const id = (await lookAtEnsemble(anybody()))?.leader ?? 0;
    return server(id - 1);
  };
  const follower = async (): Promise<Member> => server((await leader()).ordinal === 0 ? 1 : 0);
  const flows = async (what: string) => {
    const before = (await load.said('ok')).length;
    await zookeeper.until(`writes go on ${what}`, async () => (await load.said('ok')).length > before + 50);
  };
  const drained = (member: Member) =>
    done(`server ${serverId(member)} is drained`, () => membership.drain(zookeeper.access(member)));
  const back = async (member: Member) => {
    await done('nothing of the drain is left', () => membership.undrain(zookeeper.access(member)));
    await done('it has settled', () => membership.settle(zookeeper.access(member)));
    await healthy('all are well');
  };

  beforeAll(async () => {
    zookeeper = await ZookeeperMembers.prepare('46.1', 3);
    await Promise.all([0, 1, 2].map((ordinal) => zookeeper.start(server(ordinal), false)));
    await healthy('all three have joined');
    load = zookeeper.writer();
    await zookeeper.until('the client writes', async () => (await load.said('ok')).length > 20);
  });

  afterAll(async () => {
    await zookeeper.end();
  });

  it('counts itself, and lets anybody go', async () => {
    const health = await zookeeperHealth(anybody());
    expect(health).toMatchObject({ state: 'Healthy', joined: 3 });
    expect(health.summary).toContain('3 of 3 members, 3 of 3 votes');
    for (const ordinal of [0, 1, 2]) expect(await failing(server(ordinal), 'offline')).toEqual([]);
    const order = await membership.restartOrder(anybody(), 'server');
    expect(order).toHaveLength(3);
    expect(order.at(-1)).toEqual(await leader());
  });

  it('lets a follower go and come back', async () => {
    const going = await follower();
    await drained(going);
    expect(await list()).not.toContain(serverId(going));
    await zookeeper.stop(going);
    await flows('without a follower');
    const [last] = (await list()).map((id) => server(id - 1));
    expect((await failing(last ?? going, 'restart')).map(({ name, detail }) => `${name}: ${detail}`)).toEqual(
      [
        `A majority of the servers stays: Without server ${serverId(last ?? going)} there are 1 of 2 servers, 2 are needed.`,
      ],
    );
    await zookeeper.start(going, true);
    await back(going);
    expect(await list()).toEqual([1, 2, 3]);
  });

  it('has the leader hand over when it goes', async () => {
    const going = await leader();
    await drained(going);
    expect(await leader()).not.toEqual(going);
    await zookeeper.stop(going);
    await flows('without the former leader');
    await zookeeper.start(going, true);
    await back(going);
  });

  it('takes a drain back while the member runs', async () => {
    const going = await follower();
    await drained(going);
    await done('it is taken back', () => membership.undrain(zookeeper.access(going)));
    expect(await list()).toEqual([1, 2, 3]);
    await healthy('all are well');
  });

  it('drains a member that is killed in the middle of it, and takes it back with an empty volume', async () => {
    const going = await follower();
    await membership.drain(zookeeper.access(going));
    await zookeeper.kill(going);
    await drained(going);
    await flows('without the dead');
    await zookeeper.empty(going);
    await zookeeper.start(going, true);
    await back(going);
    expect(await list()).toEqual([1, 2, 3]);
  });

  it('grows to five with an observer, and shrinks to three', async () => {
    zookeeper.want(5, 1);
    const added = [server(3), server(4), observer];
    await Promise.all(added.map((member) => zookeeper.start(member, true)));
    for (const member of added)
      await done('it is taken in', () => membership.undrain(zookeeper.access(member)));
    for (const member of added)
      await done('it has settled', () => membership.settle(zookeeper.access(member)));
    await healthy('all six are well');
    expect(await list()).toEqual([1, 101, 2, 3, 4, 5]);
    await flows('with five servers');
    for (const member of [observer, server(4), server(3)]) {
      expect(await failing(member, 'scale-down')).toEqual([]);
      await drained(member);
      await zookeeper.stop(member);
    }
    zookeeper.want(3);
    await healthy('three are enough');
    expect(await list()).toEqual([1, 2, 3]);
  });

  it('is restarted member by member, the leader last', async () => {
    const order = await membership.restartOrder(anybody(), 'server');
    for (const member of order) {
      await zookeeper.until(
        'it may go',
        async () => (await failing(member, 'restart').catch(() => [1])).length === 0,
      );
      await zookeeper.stop(member);
      await zookeeper.start(member, true);
      await healthy(`server ${serverId(member)} is back`);
    }
    await flows('after all were restarted');
  });

  it('has kept every write, and refused none', async () => {
    load.process.signal('SIGTERM');
    await zookeeper.until('the client has ended', () => Promise.resolve(!load.process.running));
    const written = await load.said('ok');
    const held = await zookeeper.readAll();
    expect(written.filter((number) => held.get(number) !== `v${number}`)).toEqual([]);
    expect([...(await load.said('refused')), ...(await load.said('wrong'))]).toEqual([]);
    expect(written.length).toBeGreaterThan(300);
    process.stdout.write(
      `${written.length} writes acknowledged and read back, none refused, ${(await load.said('repeat')).length} repeated by the client, ${(await load.said('session')).length} sessions lost\n`,
    );
  });
});

describe('a ZooKeeper of one server', () => {
  let zookeeper: ZookeeperMembers;
  const membership = zookeeperMembership(({ member }) => zookeeper.line(member));

  beforeAll(async () => {
    zookeeper = await ZookeeperMembers.prepare('46.2', 1);
    await zookeeper.start(server(0), false);
  });
  afterAll(async () => {
    await zookeeper.end();
  });

  it('may restart and never leave', async () => {
    const only = () => zookeeper.access(server(0));
    const serves = async () =>
      (await zookeeperHealth(only()).catch(() => undefined))?.summary ===
      '1 of 1 members, 1 of 1 votes, led by 1';
    await zookeeper.until('it serves', serves);
    expect((await membership.guards(only(), 'restart')).every(({ holds }) => holds)).toBe(true);
    expect((await membership.guards(only(), 'offline')).filter(({ holds }) => !holds)).toMatchObject([
      { name: 'A majority of the servers stays' },
    ]);
    expect(await membership.drain(only())).toMatchObject({ done: true });
    await zookeeper.stop(server(0));
    await zookeeper.start(server(0), true);
    await zookeeper.until('it serves again', serves);
  });

  it('lets nobody but the superuser change the list of servers', async () => {
    const asking = ZookeeperSession.with(
      { host: zookeeper.address(server(0)), port: clientPort },
      AbortSignal.timeout(10_000),
      (session) => session.reconfig(zookeeper.line(server(0)), null),
    );
    await expect(asking).rejects.toMatchObject({ code: -102 });
  });
});
