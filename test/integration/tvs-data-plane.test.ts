import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listener, Vip } from '../../api/balancer/index.js';
import type { DataPlane } from '../../stack/tvs/data-plane.js';
import type { Refusal } from '../../stack/tvs/data-plane/index.js';
import type { OpenConnection } from './harness/vip-traffic.js';
import {
  balancerAddress,
  clientAddresses,
  member,
  memberAddresses,
  memberAddresses6,
  vip,
  VipWorld,
} from './harness/vip-world.js';
import { waitUntil } from './harness/wait-until.js';

const [one, two, three] = memberAddresses;
const address = '10.96.0.10';
const address6 = 'fd5a:96::10';

let world: VipWorld;
let plane: DataPlane;
let refusals: readonly Refusal[] = [];

beforeAll(async () => {
  world = await VipWorld.make();
  plane = await serve();
});
afterAll(async () => {
  await plane.close();
  await world.remove();
});
afterEach(async () => world.client.hangUp());

function serve(): Promise<DataPlane> {
  return world.serve({
    refused: (now) => {
      refusals = now;
    },
    failed: (error) => process.stderr.write(`${String(error)}\n`),
  });
}

async function connections(count: number, to = address, from?: string): Promise<readonly OpenConnection[]> {
  return Promise.all(Array.from({ length: count }, () => world.client.connect(to, 9200, from)));
}

function counts(ones: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...new Set(ones)].map((name) => [name, ones.filter((other) => other === name).length]),
  );
}

const udp = (members: Listener['members']): readonly Listener[] => [{ protocol: 'UDP', port: 9200, members }];

let sender = 0;
async function answerers(count: number, to = address, from?: string): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => world.client.send(to, 9200, (sender += 1), from)));
}

describe('TCP', () => {
  it('reaches every member at the address of the VIP, of either family', async () => {
    await plane.apply([
      vip(
        address,
        memberAddresses.map((name) => member(name)),
      ),
      vip(
        address6,
        memberAddresses6.map((name) => member(name)),
      ),
    ]);
    const opened = await connections(6);
    expect(counts(opened.map((each) => each.member))).toEqual({ [one]: 2, [two]: 2, [three]: 2 });
    expect(opened[0]?.seen).toBe(balancerAddress);
    const opened6 = await connections(3, address6);
    expect(new Set(opened6.map((each) => each.member))).toEqual(new Set(memberAddresses6));
  });

  it('lets a connection to a draining member go on while new ones go elsewhere, and takes it back', async () => {
    await plane.apply([vip(address, [member(one)])]);
    const before = await world.client.connect(address, 9200);
    await plane.apply([vip(address, [member(one, { state: 'drain' }), member(two)])]);
    const after = await connections(4);
    expect(counts(after.map((each) => each.member))).toEqual({ [two]: 4 });
    expect(await world.client.talks(before)).toBe(true);
    await plane.apply([vip(address, [member(one), member(two, { state: 'drain' })])]);
    expect((await world.client.connect(address, 9200)).member).toBe(one);
  });

  it('lets the connections of a member that is gone go on', async () => {
    await plane.apply([vip(address, [member(one)])]);
    const before = await world.client.connect(address, 9200);
    await plane.apply([vip(address, [member(two)])]);
    expect((await world.client.connect(address, 9200)).member).toBe(two);
    expect(await world.client.talks(before)).toBe(true);
    await plane.apply([vip(address, [member(one)])]);
    expect((await world.client.connect(address, 9200)).member).toBe(one);
  });

  it('changes members without a reload', async () => {
    await plane.apply([vip(address, [member(one)])]);
    const worker = await world.haproxy.worker();
    await plane.apply([vip(address, [member(two), member(three, { weight: 7 })])]);
    expect((await world.haproxy.worker())?.pid).toBe(worker?.pid);
  });

  it('drops none of many long connections at reloads', async () => {
    const first = vip(
      address,
      memberAddresses.map((name) => member(name)),
    );
    await plane.apply([first]);
    const opened = await connections(50);
    for (const count of [1, 2, 3, 0]) {
      const more = Array.from({ length: count }, (_, index) => vip(`10.96.1.${index}`, [member(one)]));
      await plane.apply([first, ...more]);
    }
    const alive = await Promise.all(opened.map((each) => world.client.talks(each)));
    expect(alive).toEqual(opened.map(() => true));
  });

  it('makes one reload of many applies in a row', async () => {
    await plane.apply([vip(address, [member(one)])]);
    const lists = Array.from({ length: 20 }, (_, index) => [vip(`10.96.2.${index}`, [member(two)])]);
    await Promise.all(lists.map((vips) => plane.apply(vips)));
    expect((await world.client.connect('10.96.2.19', 9200)).member).toBe(two);
    const processes = await world.balancer.exec('ip', '-j', 'addr', 'show', 'dev', 'lan');
    expect(processes).not.toContain('10.96.2.18');
  });

  it('refuses at once where there is no member', async () => {
    await plane.apply([vip(address, [])]);
    expect((await world.client.connect(address, 9200)).member).toMatch(/ECONNRESET|ECONNREFUSED/);
    await plane.apply([vip(address, [member(one)])]);
    expect((await world.client.connect(address, 9200)).member).toBe(one);
  });

  it('keeps a client with its member for as long as ClientIP affinity says, also over a reload', async () => {
    const affine = vip(
      address,
      memberAddresses.map((name) => member(name)),
      {
        affinity: { kind: 'ClientIP', timeoutSeconds: 600 },
      },
    );
    await plane.apply([affine]);
    const [first] = await connections(1);
    const others = await connections(5);
    expect(counts(others.map((each) => each.member))).toEqual({ [first?.member ?? '']: 5 });
    await plane.apply([affine, vip('10.96.3.1', [member(one)])]);
    const later = await connections(5);
    expect(counts(later.map((each) => each.member))).toEqual({ [first?.member ?? '']: 5 });
  });

  it('sends a client elsewhere when the member that affinity ties it to drains', async () => {
    const affinity = { kind: 'ClientIP', timeoutSeconds: 600 } as const;
    await plane.apply([vip(address, [member(one)], { affinity })]);
    expect((await world.client.connect(address, 9200)).member).toBe(one);
    await plane.apply([vip(address, [member(one, { state: 'drain' }), member(two)], { affinity })]);
    expect((await world.client.connect(address, 9200)).member).toBe(two);
  });

  it('turns away who is not in the source ranges', async () => {
    await plane.apply([
      vip(address, [member(one)], { sourceRanges: [`${clientAddresses[0]}/32`, 'fd5a:90::/64'] }),
    ]);
    expect((await world.client.connect(address, 9200, clientAddresses[0])).member).toBe(one);
    expect((await world.client.connect(address, 9200, clientAddresses[1])).member).toBe('ECONNRESET');
  });

  it('gives each member its share by weight', async () => {
    await plane.apply([vip(address, [member(one, { weight: 30 }), member(two, { weight: 10 })])]);
    const opened = await connections(80);
    const share = counts(opened.map((each) => each.member))[one] ?? 0;
    expect(share).toBeGreaterThan(52);
    expect(share).toBeLessThan(68);
  });

  it('serves the others when one VIP cannot be served, and says which', async () => {
    const taken = vip('10.96.4.1', [member(one)], {
      listeners: [{ protocol: 'TCP', port: 9201, members: [member(one)] }],
    });
    const holder = await world.occupy(9201);
    try {
      const unsound = vip('10.96.4.2\n  bind :80', [member(one)]);
      await plane.apply([taken, unsound, vip(address, [member(two)])]);
      expect((await world.client.connect(address, 9200)).member).toBe(two);
      expect(refusals.map((each) => each.vip)).toEqual([unsound, taken]);
    } finally {
      holder();
    }
  });
});

describe('UDP', () => {
  it.each([
    ['IPv4', address, memberAddresses],
    ['IPv6', address6, memberAddresses6],
  ] as const)(
    'spreads flows of %s by weight, and replies come from the VIP',
    async (_, to, [first, second]) => {
      await plane.apply([
        vip(to, [], { listeners: udp([member(first, { weight: 20 }), member(second, { weight: 10 })]) }),
      ]);
      const answers = counts(await answerers(90, to));
      expect(Object.keys(answers).sort()).toEqual([first, second]);
      expect(answers[first]).toBeGreaterThan(40);
      expect(answers[first]).toBeLessThan(80);
    },
  );

  it('lets a flow to a draining member go on and moves one whose member is gone', async () => {
    const flow = (sender += 1);
    await plane.apply([vip(address, [], { listeners: udp([member(one)]) })]);
    expect(await world.client.send(address, 9200, flow)).toBe(one);
    await plane.apply([vip(address, [], { listeners: udp([member(one, { state: 'drain' }), member(two)]) })]);
    expect(await world.client.send(address, 9200, flow)).toBe(one);
    expect(counts(await answerers(8))).toEqual({ [two]: 8 });
    await plane.apply([vip(address, [], { listeners: udp([member(two)]) })]);
    expect(await world.client.send(address, 9200, flow)).toBe(two);
  });

  it('answers that the port is closed where nobody serves, and a flow that began then finds the first member', async () => {
    const flow = (sender += 1);
    await plane.apply([vip(address, [], { listeners: udp([]) })]);
    expect(await world.client.send(address, 9200, flow)).toBe('ECONNREFUSED');
    await plane.apply([vip(address, [], { listeners: udp([member(three)]) })]);
    expect(await world.client.send(address, 9200, flow)).toBe(three);
  });

  it('keeps a sender with its member by ClientIP affinity', async () => {
    const affinity = { kind: 'ClientIP', timeoutSeconds: 600 } as const;
    const listeners = udp(memberAddresses.map((name) => member(name)));
    await plane.apply([vip(address, [], { affinity, listeners })]);
    expect(Object.values(counts(await answerers(10)))).toEqual([10]);
  });

  it('turns away who is not in the source ranges, also a flow that was let in before', async () => {
    const listeners = udp([member(one)]);
    const flow = (sender += 1);
    await plane.apply([vip(address, [], { listeners })]);
    expect(await world.client.send(address, 9200, flow, clientAddresses[1])).toBe(one);
    await plane.apply([
      vip(address, [], { listeners, sourceRanges: [`${clientAddresses[0]}/32`, '10.90.0.8/31'] }),
    ]);
    expect(counts(await answerers(3, address, clientAddresses[0]))).toEqual({ [one]: 3 });
    expect(await world.client.send(address, 9200, flow, clientAddresses[1])).toBe('ECONNREFUSED');
  });
});

describe('Addresses', () => {
  it('leaves those of others alone and takes its own away', async () => {
    await world.balancer.exec('ip', 'addr', 'add', '10.96.9.9/32', 'dev', 'lan');
    await plane.apply([vip(address, [member(one)]), vip('10.96.9.9', [member(one)])]);
    await plane.apply([]);
    const text = await world.balancer.exec('ip', 'addr', 'show', 'dev', 'lan');
    expect(text).toContain('10.96.9.9/32');
    expect(text).toContain(`${balancerAddress}/24`);
    expect(text).not.toContain(address);
    await world.balancer.exec('ip', 'addr', 'del', '10.96.9.9/32', 'dev', 'lan');
  });

  it('announces a new one, so that who remembers another holder is told', async () => {
    for (const [to, first] of [
      [address, one],
      [address6, memberAddresses6[0]],
    ] as const) {
      await world.outside.exec(
        'ip',
        'neigh',
        'replace',
        to,
        'lladdr',
        '02:00:00:00:00:01',
        'dev',
        'lan',
        'nud',
        'stale',
      );
      await plane.apply([]);
      await plane.apply([vip(to, [member(first)])]);
      await waitUntil(
        'the neighbour is known',
        async () => !(await world.outside.exec('ip', 'neigh', 'show', to)).includes('02:00:00:00:00:01'),
      );
      expect((await world.client.connect(to, 9200)).member).toBe(first);
    }
  });
});

describe('Faults', () => {
  const served = (): readonly Vip[] => [vip(address, [member(one)])];

  it('takes over a HAProxy that lived on, without dropping connections', async () => {
    await plane.apply(served());
    const before = await world.client.connect(address, 9200);
    const worker = await world.haproxy.worker();
    await plane.close();
    plane = await serve();
    await plane.apply([vip(address, [member(two)])]);
    expect((await world.haproxy.worker())?.pid).toBe(worker?.pid);
    expect((await world.client.connect(address, 9200)).member).toBe(two);
    expect(await world.client.talks(before)).toBe(true);
  });

  it.each(['worker', 'master'] as const)('mends a HAProxy whose %s was killed', async (which) => {
    await plane.apply(served());
    const worker = await world.haproxy.worker();
    const pid = which === 'worker' ? worker?.pid : await world.haproxy.masterPid();
    process.kill(pid ?? 0, 'SIGKILL');
    await waitUntil('another serves', async () => {
      const now = (await world.haproxy.worker())?.pid;
      return now !== undefined && now !== worker?.pid;
    });
    await waitUntil('it answers', async () => (await world.client.connect(address, 9200)).member === one);
    const first = await world.haproxy.worker();
    await plane.apply([vip(address, [member(one)]), vip('10.96.5.1', [member(two)])]);
    expect((await world.client.connect('10.96.5.1', 9200)).member).toBe(two);
    expect((await world.haproxy.worker())?.pid).not.toBe(first?.pid);
  });

  it('sets addresses and rules anew that somebody removed', async () => {
    await plane.apply([...served(), vip('10.96.6.1', [], { listeners: udp([member(two)]) })]);
    await world.balancer.exec('ip', 'addr', 'del', `${address}/32`, 'dev', 'lan');
    await world.balancer.exec('nft', 'flush', 'ruleset');
    await waitUntil('TCP answers', async () => (await world.client.connect(address, 9200)).member === one);
    await waitUntil('UDP answers', async () => (await answerers(1, '10.96.6.1'))[0] === two);
  });
});

describe('Many', () => {
  it('applies 1,000 VIPs and a change of one among them', async () => {
    const vips = Array.from({ length: 1_000 }, (_, index) =>
      vip(
        `10.96.${100 + Math.floor(index / 250)}.${index % 250}`,
        memberAddresses.map((name) => member(name)),
        {
          listeners: [
            { protocol: 'TCP', port: 9200, members: memberAddresses.map((name) => member(name)) },
            ...udp(memberAddresses.map((name) => member(name))),
          ],
        },
      ),
    );
    const seconds = async (work: () => Promise<void>): Promise<string> => {
      const start = performance.now();
      await work();
      return ((performance.now() - start) / 1_000).toFixed(3);
    };
    const all = await seconds(() => plane.apply(vips));
    const last = '10.96.103.249';
    expect((await world.client.connect(last, 9200)).member).toMatch(/^10\.90/);
    const changed = [...vips.slice(0, -1), vip(last, [member(two)])];
    const onlyMembers: Vip = {
      ...vip(last, []),
      listeners: [
        { protocol: 'TCP', port: 9200, members: [member(two)] },
        ...udp(memberAddresses.map((name) => member(name))),
      ],
    };
    const members = await seconds(() => plane.apply([...vips.slice(0, -1), onlyMembers]));
    const listener = await seconds(() => plane.apply(changed));
    expect((await world.client.connect(last, 9200)).member).toBe(two);
    const gone = await seconds(() => plane.apply([]));
    process.stdout.write(
      `1,000 VIPs: ${all} s; members of one: ${members} s; a listener of one: ${listener} s; all gone: ${gone} s\n`,
    );
  });
});
