import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweep } from '../../activities/addresses/index.js';
import { addressCondition } from '../../api/network/index.js';
import { endReservation } from '../../kubernetes/addresses/index.js';
import {
  events,
  ipAssignments,
  ipPools,
  ipReservations,
  pods,
  statefulSets,
  type KubernetesClient,
} from '../../kubernetes/index.js';
import { AddressController } from './harness/address-controller.js';
import { AddressWorld } from './harness/address-world.js';
import { ControlPlane } from './harness/control-plane.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let world: AddressWorld;
let controller: AddressController;
let worlds = 0;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  await AddressWorld.install(client);
});
afterAll(async () => plane.stop());
beforeEach(async () => {
  worlds += 1;
  world = await AddressWorld.make(client, `net-${worlds}`);
  controller = new AddressController(client);
});
afterEach(async () => controller.stop());

const third = (): string => `10.90.${worlds}`;
const pool = (more: object = {}, ranges = [`${third()}.1-${third()}.4`]): Promise<void> =>
  world.pool(`pool-${worlds}`, ranges, more);

async function condition(name: string) {
  const pod = await client.get(pods, { namespace: world.namespace, name });
  return pod?.status?.conditions?.find(({ type }) => type === addressCondition);
}

describe('a pod', () => {
  it('gets an address of the pool of its namespace, and an assignment says so', async () => {
    await pool();
    await world.pod('web-0');
    expect(await world.settle('web-0')).toEqual([`${third()}.1`]);
    const assignment = await client.get(ipAssignments, { name: `${third()}.1` });
    expect(assignment?.spec).toMatchObject({
      pool: `pool-${worlds}`,
      reservation: { name: `net-${worlds}.web-0` },
    });
  });

  it('gets one of each family', async () => {
    await pool({
      ipv6: { subnet: 'fd90::/64', ranges: [`fd90::${worlds}:0/112`], gateway: `fd90::${worlds}:0` },
    });
    await world.pod('web-0');
    expect(await world.settle('web-0')).toEqual([`${third()}.1`, `fd90::${worlds}:1`]);
  });

  it('that was there before the first pool gets its address with it', async () => {
    await world.pod('web-0');
    await pool();
    expect(await world.settle('web-0')).toEqual([`${third()}.1`]);
  });

  it('on the network of its machine gets nothing', async () => {
    await pool();
    await world.pod(
      'host',
      {},
      { spec: { hostNetwork: true, containers: [{ name: 'main', image: 'none' }] } },
    );
    await world.pod('web-0');
    await world.settle('web-0');
    expect(await world.reservation('host')).toBeUndefined();
  });

  it('that comes back under its name gets its address back, though others came meanwhile', async () => {
    await pool();
    await world.pod('web-0');
    const before = await world.settle('web-0');
    await world.end('web-0');
    const { status } = await world.released('web-0');
    const keptMs = Date.parse(status?.expiresAt ?? '') - Date.parse(status?.releasedAt ?? '');
    expect(keptMs).toBe(72 * 3_600_000);
    await world.pod('other');
    expect(await world.settle('other')).not.toEqual(before);
    await world.pod('web-0');
    expect(await world.settle('web-0')).toEqual(before);
    const { status: bound } = (await world.reservation('web-0')) ?? {};
    expect(bound).toMatchObject({ phase: 'Bound' });
    expect(bound).not.toHaveProperty('expiresAt');
  });
});

describe('a chosen address', () => {
  it('is given, and the one the name had before is kept for its time', async () => {
    await pool();
    await world.pod('web-0');
    const before = await world.settle('web-0');
    await world.end('web-0');
    await world.released('web-0');
    await world.pod('web-0', { 'statewright.io/ip': `${third()}.3` });
    expect(await world.settle('web-0')).toEqual([`${third()}.3`]);
    const { spec } = (await world.reservation('web-0')) ?? {};
    expect(spec?.former).toMatchObject([{ address: before[0] }]);
    await world.pod('other', { 'statewright.io/ip': before[0] ?? '' });
    await world.waits('other', /is held for net-\d+\/web-0/);
  });

  it('of another is waited for, with an event, and given once it is given up', async () => {
    await pool({ retention: '0s' });
    await world.pod('web-0');
    const [address = ''] = await world.settle('web-0');
    await world.pod('web-1', { 'statewright.io/ip': address });
    await world.waits('web-1', new RegExp(`${address} is held for net-\\d+/web-0`));
    await waitUntil('an event tells of it', async () => {
      const { items } = await client.list(events, { namespace: world.namespace });
      return items.some(({ reason, regarding }) => reason === 'AddressHeld' && regarding?.name === 'web-1');
    });
    expect(await condition('web-1')).toMatchObject({ status: 'False', reason: 'AddressHeld' });
    await world.end('web-0');
    await endReservation(client, await world.released('web-0'), new Date());
    expect(await world.settle('web-1')).toEqual([address]);
    await waitUntil('the pod says that it waits no more', async () => {
      return (await condition('web-1'))?.status === 'True';
    });
    await waitUntil('its reservation says so too', async () => {
      return (await world.reservation('web-1'))?.status?.message === undefined;
    });
  });

  it('is read from the set of Kubernetes that the pod is of', async () => {
    await pool();
    const labels = { app: 'web' };
    const set = await client.create(statefulSets, {
      metadata: {
        namespace: world.namespace,
        name: 'web',
        annotations: { 'statewright.io/ordinal-ips': `1=${third()}.4` },
      },
      spec: {
        serviceName: 'web',
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'none' }] } },
      },
    });
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      name: 'web',
      uid: set.metadata.uid,
      controller: true,
    };
    await world.pod('web-1', {}, { metadata: { ownerReferences: [owner] } });
    expect(await world.settle('web-1')).toEqual([`${third()}.4`]);
  });

  it('that is malformed or of no pool leaves the pod waiting, and others go on', async () => {
    await pool();
    await world.pod('web-0', { 'statewright.io/ip': 'nowhere' });
    await world.pod('web-1', { 'statewright.io/ip': '192.0.2.1' });
    await world.pod('web-2');
    await world.settle('web-2');
    await waitUntil('events tell of it', async () => {
      const { items } = await client.list(events, { namespace: world.namespace });
      const reasons = items.map(({ reason }) => reason);
      return reasons.includes('AddressMalformed') && reasons.includes('AddressNotOffered');
    });
  });
});

describe('an exhausted pool', () => {
  it('lets pods wait, says so, and serves them when it grows', async () => {
    await pool({}, [`${third()}.1`]);
    await world.pod('web-0');
    await world.settle('web-0');
    await world.pod('web-1');
    await world.waits('web-1', /has no free IPv4 address/);
    await waitUntil('the pool says so', async () => {
      const { status } = (await client.get(ipPools, { name: `pool-${worlds}` })) ?? {};
      return (
        status?.ipv4?.free === '0' &&
        (status.conditions ?? []).some(({ type, status: is }) => type === 'Exhausted' && is === 'True')
      );
    });
    const ipv4 = { ranges: [`${third()}.1-${third()}.2`] };
    await client.mergePatch(ipPools, { name: `pool-${worlds}` }, { spec: { ipv4 } });
    expect(await world.settle('web-1')).toEqual([`${third()}.2`]);
  });

  it('keeps the address of a pod that is gone from others', async () => {
    await pool({}, [`${third()}.1`]);
    await world.pod('web-0');
    await world.settle('web-0');
    await world.end('web-0');
    await world.released('web-0');
    await world.pod('web-1');
    await world.waits('web-1', /has no free IPv4 address/);
    await world.pod('web-0');
    expect(await world.settle('web-0')).toEqual([`${third()}.1`]);
  });

  it('gives the address that is kept for longest to another if it may', async () => {
    await pool({ exhausted: 'ReuseOldest' }, [`${third()}.1-${third()}.2`]);
    for (const name of ['web-0', 'web-1']) {
      await world.pod(name);
      await world.settle(name);
      await world.end(name);
      await world.released(name);
    }
    await world.pod('web-2');
    expect(await world.settle('web-2')).toEqual([`${third()}.1`]);
    expect(await world.reservation('web-0')).toBeUndefined();
    expect((await world.reservation('web-1'))?.status?.phase).toBe('Released');
  });
});

describe('a sweep', () => {
  it('gives up what is over, what was held before, and what nobody knows of, and nothing else', async () => {
    await pool({ retention: '0s' });
    for (const name of ['gone', 'stays']) {
      await world.pod(name);
      await world.settle(name);
    }
    await world.end('gone');
    await world.released('gone');
    const lost = {
      address: `${third()}.200`,
      pool: `pool-${worlds}`,
      reservation: { name: 'x.y', uid: 'u' },
    };
    await client.create(ipAssignments, { metadata: { name: lost.address }, spec: lost });
    const now = new Date();
    const planned = await sweep({ kubernetes: client, dryRun: true, now });
    expect(planned.freed).toBe(0);
    expect(planned.found).toMatchObject({ orphan: 1 });
    expect(planned.found.expired).toBeGreaterThan(0);
    expect(await world.reservation('gone')).toBeDefined();
    const { found, kept } = await sweep({ kubernetes: client, dryRun: false, now });
    expect([found, kept]).toEqual([planned.found, 0]);
    expect(await world.reservation('gone')).toBeUndefined();
    expect(await client.get(ipAssignments, { name: lost.address })).toBeUndefined();
    expect(await world.usable('stays')).toEqual([`${third()}.2`]);
    await world.pod('other', { 'statewright.io/ip': `${third()}.1` });
    expect(await world.settle('other')).toEqual([`${third()}.1`]);
  });

  it('frees the address that a name had before, and the name can have it again afterwards', async () => {
    await pool({ retention: '0s' });
    await world.pod('web-0');
    const [first = ''] = await world.settle('web-0');
    await world.end('web-0');
    await world.released('web-0');
    await world.pod('web-0', { 'statewright.io/ip': `${third()}.3` });
    await world.settle('web-0');
    await sweep({ kubernetes: client, dryRun: false, now: new Date() });
    expect((await world.reservation('web-0'))?.spec.former ?? []).toEqual([]);
    expect(await client.get(ipAssignments, { name: first })).toBeUndefined();
    await world.end('web-0');
    await world.released('web-0');
    await world.pod('web-0', { 'statewright.io/ip': first });
    expect(await world.settle('web-0')).toEqual([first]);
  });
});

describe('several controllers at once', () => {
  it('give each of 60 pods an address of its own, also when one is killed', async () => {
    await pool({}, [`${third()}.1-${third()}.60`]);
    const others = [new AddressController(await plane.client()), new AddressController(await plane.client())];
    const names = Array.from({ length: 60 }, (_, index) => `web-${index}`);
    await Promise.all(names.map(async (name) => world.pod(name)));
    await others[0]?.kill();
    const addresses = await Promise.all(names.map(async (name) => world.settle(name)));
    expect(new Set(addresses.flat()).size).toBe(60);
    await others[1]?.stop();
    const { items } = await client.list(ipReservations);
    const mine = items.filter(({ spec }) => spec.namespace === world.namespace);
    expect(mine).toHaveLength(60);
  });
});
