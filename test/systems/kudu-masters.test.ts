import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure, Member } from '../../api/membership.js';
import { lookAtCluster } from '../../catalog/kudu/cluster-view.js';
import { kuduHealth } from '../../catalog/kudu/health.js';
import { kuduMembership } from '../../catalog/kudu/membership/index.js';
import { KuduMembers, unsynchronised } from '../integration/harness/kudu-members.js';

const master = (ordinal: number): Member => ({ nodeType: 'master', ordinal });
const all: readonly Member[] = [...[0, 1, 2].map(master), { nodeType: 'tserver', ordinal: 0 }];

describe('a Kudu of three masters', () => {
  let kudu: KuduMembers;
  const membership = kuduMembership((_, member) => kudu.address(member));
  const anybody = () => kudu.access(master(0));
  const isHealthy = () =>
    kuduHealth(anybody()).then(
      ({ state }) => state === 'Healthy',
      () => false,
    );
  const failing = async (ordinal: number, departure: Departure) =>
    (await membership.guards(kudu.access(master(ordinal)), departure)).filter(({ holds }) => !holds);

  beforeAll(async () => {
    kudu = await KuduMembers.prepare('46.3', [
      { name: 'master', replicas: 3, config: unsynchronised },
      { name: 'tserver', replicas: 1, config: unsynchronised },
    ]);
    for (const member of all) await kudu.start(member);
    await kudu.until('all four have joined', isHealthy);
  }, 120_000);

  afterAll(() => kudu.end(), 60_000);

  it('restarts the one that leads last, and goes on under another when it is away', async () => {
    const order = await membership.restartOrder(anybody(), 'master');
    const leads = order.at(-1)?.ordinal ?? -1;
    const { masters } = await lookAtCluster(anybody());
    expect(masters.find((one) => one.leads)?.host).toBe(kudu.address(master(leads)));
    expect(order).toHaveLength(3);
    expect(await failing(leads, 'offline')).toEqual([]);
    expect((await membership.drain(kudu.access(master(leads)))).done).toBe(true);

    await kudu.stop(master(leads));
    await kudu.until('another leads', () =>
      lookAtCluster(anybody()).then(
        (view) => view.masters.some((one) => one.leads && one.host !== kudu.address(master(leads))),
        () => false,
      ),
    );
    const other = [0, 1, 2].find((ordinal) => ordinal !== leads) ?? -1;
    expect(await failing(other, 'restart')).toMatchObject([{ name: 'The masters keep their quorum' }]);
    expect((await membership.settle(kudu.access(master(leads)))).done).toBe(false);

    await kudu.start(master(leads));
    await kudu.until('it is back', async () => (await membership.settle(kudu.access(master(leads)))).done);
    await kudu.until('all are well', isHealthy);
    expect(await failing(other, 'restart')).toEqual([]);
  });
});
