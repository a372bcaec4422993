import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Guard, Member, MemberAccess, MemberPod, MoveReport } from '../../../api/membership.js';
import { StandIn } from '../../../test/harness/http-stand-in.js';
import { tikvCluster } from '../../../test/harness/tikv-cluster.js';
import { pdToAsk } from '../pd/asking.js';
import { PlacementDriver } from '../../../test/harness/placement-driver.js';
import { restartOrder, tikvMembership } from './index.js';

const { namespace, name, spec } = tikvCluster();
const store = (ordinal: number): Member => ({ nodeType: 'tikv', ordinal });
const pd = (ordinal: number): Member => ({ nodeType: 'pd', ordinal });

describe('members of a TiKV cluster', () => {
  let driver: PlacementDriver;
  let server: StandIn | undefined;

  async function world(given: ConstructorParameters<typeof PlacementDriver>[0]): Promise<void> {
    server?.close();
    driver = new PlacementDriver(given);
    server = await StandIn.serve((request) => driver.respond(request));
  }

  beforeEach(() => world({ pd: 3, stores: 4, regions: 12 }));
  afterEach(() => server?.close());

  const served = (): readonly string[] => (server === undefined ? [] : [server.endpoint]);

  const access = (member: Member, endpoints: readonly string[] = served()): MemberAccess => ({
    endpoints,
    members: 7,
    signal: new AbortController().signal,
    cluster: { namespace, name, uid: '6f1c2d3e-0000-4000-8000-000000000004', spec },
    member,
    pods: [],
  });

  /** Looks again and again, PD working in between, until it is done; resolves with all that was reported. */
  async function untilDone(
    step: 'drain' | 'undrain',
    member: Member,
    meanwhile: (looks: number) => void = () => driver.work(),
  ): Promise<readonly MoveReport[]> {
    const reports: MoveReport[] = [];
    while (reports.at(-1)?.done !== true) {
      if (reports.length === 100) throw new Error(`not done: ${JSON.stringify(reports.at(-1))}`);
      reports.push(await tikvMembership[step](access(member)));
      meanwhile(reports.length);
    }
    return reports;
  }

  const written = () => (server?.asked ?? []).filter((line) => !line.startsWith('GET'));
  const broken = (guards: readonly Guard[]) =>
    guards.filter(({ holds }) => !holds).map((guard) => guard.name);

  it('are emptied with the leaders first, and buried; every region keeps its three copies all the while', async () => {
    expect(broken(await tikvMembership.guards(access(store(1)), 'offline'))).toEqual([]);
    const reports = await untilDone('drain', store(1), () => {
      driver.work();
      for (const { copies } of driver.regions) expect(new Set(copies).size).toBe(3);
    });
    expect(written()).toEqual([
      'POST /pd/api/v1/schedulers',
      'DELETE /pd/api/v1/store/2',
      'DELETE /pd/api/v1/schedulers/evict-leader-scheduler-2',
    ]);
    const left = (what: string) => reports.map(({ remaining }) => remaining[what] ?? 0);
    expect(left('leaders')[0]).toBe(3);
    expect(left('regions').slice(0, 3)).toEqual([9, 9, 9]);
    expect(left('regions')).toEqual(left('regions').toSorted((one, other) => other - one));
    expect(reports.at(-1)).toEqual({
      done: true,
      detail: 'Store 2 is empty and buried (Tombstone).',
      remaining: { regions: 0, leaders: 0, bytes: 0 },
    });
    expect(driver.store(2).state).toBe('Tombstone');
    expect(driver.evicted.size).toBe(0);
  });

  it('are emptied once, however many ask for it at the same time', async () => {
    for (let look = 0; look < 30; look += 1) {
      await Promise.all([1, 2, 3].map(() => tikvMembership.drain(access(store(1)))));
      driver.work();
    }
    expect(driver.stores.map(({ state }) => state)).toEqual(['Up', 'Tombstone', 'Up', 'Up']);
    expect(driver.evicted.size).toBe(0);
  });

  it('stay when the drain is taken back, wherever it was', async () => {
    for (const looks of [1, 3, 5]) {
      for (let look = 0; look < looks; look += 1) {
        await tikvMembership.drain(access(store(1)));
        driver.work(1);
      }
      expect(driver.evicted.has(2)).toBe(true);
      await untilDone('undrain', store(1));
      expect(driver.store(2).state).toBe('Up');
      expect(driver.evicted.size).toBe(0);
      expect((await tikvMembership.settle(access(store(1)))).done).toBe(true);
    }
  });

  it('that somebody else has set Offline are left to them', async () => {
    driver.store(2).state = 'Offline';
    expect(await tikvMembership.undrain(access(store(1)))).toMatchObject({
      done: true,
      detail: expect.stringContaining('Store 2 is Offline, but not by us') as string,
    });
    expect(written()).toEqual([]);
  });

  it.each([
    ['before anything was asked for', 0],
    ['while they hand over leaders', 2],
    ['while their regions move', 6],
  ])('that die %s are emptied from the copies that others have', async (_when, looks) => {
    const reports = await untilDone('drain', store(1), (look) => {
      if (look >= looks) driver.store(2).alive = false;
      driver.work();
    });
    expect(reports.at(-1)?.detail).toBe('Store 2 is empty and buried (Tombstone).');
    expect(driver.regions.every(({ copies }) => !copies.includes(2) && copies.length === 3)).toBe(true);
  });

  it('may not go while another is dead, and may when its regions are whole again', async () => {
    await world({ pd: 3, stores: 5, regions: 12 });
    driver.store(5).alive = false;
    const guards = () => tikvMembership.guards(access(store(1)), 'offline');
    expect(broken(await guards())).toEqual(['No region lacks a copy on the other stores']);
    driver.store(5).state = 'Offline';
    for (let turn = 0; turn < 20; turn += 1) driver.work();
    expect(broken(await guards())).toEqual([]);
  });

  it('of three stores cannot be emptied; taken by force they hand over what they lead and keep their copies', async () => {
    await world({ pd: 3, stores: 3, regions: 6 });
    expect(broken(await tikvMembership.guards(access(store(1)), 'offline'))).toEqual([
      'Enough stores stay for every copy',
    ]);
    const reports = await untilDone('drain', store(1));
    expect(reports.at(-1)).toMatchObject({
      done: true,
      detail: expect.stringContaining('up stores would be 2 while need 3') as string,
    });
    expect([driver.ledBy(2).length, driver.regionsOn(2).length]).toEqual([0, 6]);
    await untilDone('undrain', store(1));
    expect(driver.evicted.size).toBe(0);
  });

  it('come back as new stores once buried, and have settled when they serve their share', async () => {
    await untilDone('drain', store(1));
    expect(await tikvMembership.undrain(access(store(1)))).toMatchObject({ done: true });
    expect(await tikvMembership.settle(access(store(1)))).toMatchObject({
      done: false,
      detail: 'It is no store of the cluster yet.',
    });
    const successor = driver.join(1);
    expect((await tikvMembership.settle(access(store(1)))).detail).toContain('being given its share');
    successor.preparing = false;
    expect((await tikvMembership.settle(access(store(1)))).done).toBe(true);
    await untilDone('drain', store(1));
    expect(driver.stores.filter(({ ordinal }) => ordinal === 1).map(({ state }) => state)).toEqual([
      'Tombstone',
      'Tombstone',
    ]);
  });

  it('of PD hand over the lead, are struck off, and are welcome again', async () => {
    const reports = await untilDone('drain', pd(0));
    expect(reports.map(({ detail }) => detail)).toEqual([
      'keys-pd-0 hands the lead of PD to keys-pd-1.',
      "keys-pd-0 is being struck off PD's list.",
      'keys-pd-0 is no member of PD.',
    ]);
    expect([...driver.members.keys()]).toEqual(['keys-pd-1', 'keys-pd-2']);
    expect((await tikvMembership.undrain(access(pd(0)))).done).toBe(true);
    expect((await tikvMembership.settle(access(pd(0)))).done).toBe(false);
    driver.members.set('keys-pd-0', { healthy: false });
    expect((await tikvMembership.settle(access(pd(0)))).done).toBe(false);
    driver.members.set('keys-pd-0', { healthy: true });
    expect((await tikvMembership.settle(access(pd(0)))).done).toBe(true);
  });

  it('of PD stay where there is no other', async () => {
    await world({ pd: 1, stores: 1, regions: 1 });
    expect((await tikvMembership.drain(access(pd(0)))).detail).toContain('only member');
    expect(driver.members.size).toBe(1);
  });

  it.each([
    ['all answer', [], 'offline', []],
    ['another is dead', ['keys-pd-1'], 'offline', ['PD keeps its quorum']],
    ['another is dead', ['keys-pd-1'], 'restart', ['PD keeps its quorum']],
    ['it is dead itself', ['keys-pd-2'], 'offline', []],
  ] as const)('of PD may go where %s and a majority stays', async (_case, dead, departure, expected) => {
    for (const member of dead) driver.members.set(member, { healthy: false });
    expect(broken(await tikvMembership.guards(access(pd(2)), departure))).toEqual(expected);
  });

  it('are asked about at the next member of PD where one knows no leader', async () => {
    const lost = await StandIn.serve(() => ({ status: 503, body: 'redirect finds no leader' }));
    try {
      const both = access(store(1), [lost.endpoint, ...served()]);
      expect((await tikvMembership.settle(both)).done).toBe(true);
      await expect(tikvMembership.settle(access(store(1), [lost.endpoint]))).rejects.toMatchObject({
        code: 'ComponentUnavailable',
        message: expect.stringContaining('finds no leader') as string,
      });
    } finally {
      lost.close();
    }
  });

  it('restart with the one of PD that leads last', async () => {
    driver.leader = 'keys-pd-2';
    const pods = driver.pods([]);
    const asked = { ...access(pd(0)), pods };
    expect((await tikvMembership.restartOrder(asked, 'pd')).map(({ ordinal }) => ordinal)).toEqual([1, 0, 2]);
    expect(restartOrder({ cluster: asked.cluster, pods }, 'pd', undefined)).toEqual([pd(2), pd(1), pd(0)]);
  });
});

describe('who is asked', () => {
  it('is the members of PD that are ready, then those that are not, then the member itself', () => {
    const pod = (ordinal: number, fields: Partial<MemberPod> = {}): MemberPod => ({
      ...pd(ordinal),
      name: `keys-pd-${ordinal}`,
      address: `10.0.0.${ordinal}`,
      ready: true,
      ...fields,
    });
    const pods = [
      pod(1),
      pod(2, { ready: false }),
      pod(3, { address: 'fd00::3' }),
      pod(4, { address: undefined }),
      { ...pod(5), nodeType: 'tikv', name: 'keys-tikv-5' },
    ];
    const signal = new AbortController().signal;
    expect(
      pdToAsk({
        cluster: { namespace, name, uid: '6f1c2d3e-0000-4000-8000-000000000004', spec },
        endpoints: [],
        member: pd(1),
        pods,
        signal,
      }),
    ).toEqual(['http://[fd00::3]:2379', 'http://10.0.0.2:2379', 'http://10.0.0.1:2379']);
  });
});
