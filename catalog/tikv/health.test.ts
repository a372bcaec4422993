import { describe, expect, it } from 'vitest';
import { StandIn } from '../../test/harness/http-stand-in.js';
import { judge, tikvHealth } from './health.js';
import { clusterView, region, simpleStore } from './pd/cluster-view.fixture.js';
import { PlacementDriver } from '../../test/harness/placement-driver.js';

describe('the health of a TiKV cluster', () => {
  it.each([
    ['all is there', clusterView(3), 'Healthy', '6 of 6 members: 3 of PD, 3 stores', 6],
    ['nobody leads', { ...clusterView(3), leader: undefined }, 'Unhealthy', 'none leads', 0],
    ['there is no store yet', { ...clusterView(3), data: undefined }, 'Unhealthy', 'waits for the first', 3],
    [
      'a region has lost its majority',
      clusterView(3, { down: [region(7, [1, 2, 3], [2, 3])] }),
      'Unhealthy',
      '1 regions without a majority',
      6,
    ],
    [
      'a copy is down',
      clusterView(3, { down: [region(7, [1, 2, 3], [3])] }),
      'Degraded',
      '1 regions with a copy that is down',
      6,
    ],
    [
      'copies are missing',
      clusterView(3, { missing: [region(7, [1, 2])] }),
      'Degraded',
      '1 regions with fewer than 3 copies',
      6,
    ],
    ['a store is missing', clusterView(2), 'Degraded', '5 of 6 members', 5],
    [
      'a store leaves',
      clusterView(0, { stores: [simpleStore(0), simpleStore(1), simpleStore(2, { state: 'Offline' })] }),
      'Degraded',
      '5 of 6 members: 3 of PD, 2 stores, 1 being emptied',
      5,
    ],
  ])('where %s', (_case, view, state, summary, joined) => {
    expect(judge(view, 6)).toEqual({ state, summary: expect.stringContaining(summary) as string, joined });
  });

  it('is asked of PD itself', async () => {
    const driver = new PlacementDriver({ pd: 3, stores: 3, regions: 5 });
    const server = await StandIn.serve(driver.respond);
    const asked = { endpoints: [server.endpoint], members: 6, signal: new AbortController().signal };
    try {
      expect((await tikvHealth(asked)).state).toBe('Healthy');
      driver.store(1).alive = false;
      expect((await tikvHealth(asked)).state).toBe('Degraded');
      driver.store(2).alive = false;
      expect((await tikvHealth(asked)).state).toBe('Unhealthy');
      driver.leader = undefined;
      await expect(tikvHealth(asked)).rejects.toMatchObject({ code: 'ComponentUnavailable' });
    } finally {
      server.close();
    }
  });

  it('is that of a cluster without a store before the first has founded it', async () => {
    const driver = new PlacementDriver({ pd: 1, stores: 0, regions: 0 });
    const server = await StandIn.serve(driver.respond);
    try {
      const asked = { endpoints: [server.endpoint], members: 4, signal: new AbortController().signal };
      expect(await tikvHealth(asked)).toMatchObject({ state: 'Unhealthy', joined: 1 });
    } finally {
      server.close();
    }
  });
});
