import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttachRequest, Probe } from '../../node/links/protocol.js';
import { LinkProgram, linkOf } from './harness/link-program.js';
import { run, type NetworkNamespace } from './harness/network-namespace.js';
import { waitUntil } from './harness/wait-until.js';
import { TaggingWire, Wire } from './harness/wire.js';

/** Long for a network of one bridge: what must be heard is heard long before. */
const PROBE_MS = 300;

let program: LinkProgram;
let wire: Wire | TaggingWire;
let pod: NetworkNamespace;
let neighbour: NetworkNamespace;
beforeEach(async () => {
  program = await LinkProgram.start();
  [pod, neighbour] = [await program.namespace(), await program.namespace()];
});
afterEach(async () => {
  await program.stop();
  await wire.remove();
});

async function pluggedIn(): Promise<void> {
  wire = await Wire.make();
  await wire.plug(program.machine, 'up0');
  await wire.plug(neighbour, 'eth0');
}

const ipAtNeighbour = (...args: readonly string[]) => run('ip', '-n', neighbour.name, ...args);

async function neighbourHas(address: string): Promise<string> {
  const length = address.includes(':') ? '64' : '16';
  await ipAtNeighbour('address', 'add', `${address}/${length}`, 'dev', 'eth0', 'nodad');
  return (await neighbour.exec('cat', '/sys/class/net/eth0/address')).trim();
}

function probing(changes: Partial<Probe> = {}): AttachRequest {
  const addresses = ['10.90.64.5', 'fd90::5'];
  return linkOf(pod, { probe: { link: 'up0', vlan: 0, addresses, milliseconds: PROBE_MS, ...changes } });
}

async function expectConflict(address: string, wish: AttachRequest): Promise<void> {
  const mac = await neighbourHas(address);
  await expect(program.links.attach(wish)).rejects.toMatchObject({
    code: 'AddressInUse',
    message: expect.stringMatching(new RegExp(`${address}.*${mac}`)) as unknown,
  });
  expect([...(await program.list()).keys()].sort()).toEqual(['lo', 'up0']);
  expect((await program.describe(pod)).links.map(({ name }) => name)).toEqual(['lo']);
}

describe('the question to the network before an address is used', () => {
  beforeEach(pluggedIn);

  it.each(['10.90.64.5', 'fd90::5'])(
    'finds who has %s already, and nothing is left behind',
    async (address) => expectConflict(address, probing()),
  );

  it('finds the one that has the MAC which the pod is to have as well', async () => {
    const { mac } = linkOf(pod);
    await ipAtNeighbour('link', 'set', 'eth0', 'address', mac);
    await neighbourHas('10.90.64.5');
    await expect(program.links.attach(probing())).rejects.toMatchObject({ code: 'AddressInUse' });
  });

  it('is answered by nobody when the address is free', async () => {
    await neighbourHas('10.90.64.6');
    await program.links.attach(probing());
    expect(await program.problems(linkOf(pod))).toEqual([]);
  });

  it('is not asked when the pair is there already', async () => {
    await program.links.attach(probing());
    await neighbourHas('10.90.64.5');
    await program.links.attach(probing());
  });

  it('is not heard on a link that does not exist, so that nothing is made', async () => {
    await expect(program.links.attach(probing({ link: 'up1' }))).rejects.toMatchObject({
      code: 'LinkRefused',
    });
    expect((await program.list()).has(linkOf(pod).host)).toBe(false);
  });
});

describe('the question in a VLAN', () => {
  beforeEach(async () => {
    wire = await TaggingWire.make();
    await wire.plug(program.machine, 'up0');
    await wire.plug(neighbour, 'eth0', 7);
  });

  it.each(['10.90.64.5', 'fd90::5'])(
    'finds who has %s already, and nothing is left behind',
    async (address) => expectConflict(address, probing({ vlan: 7 })),
  );

  it.each([0, 8])('is answered by nobody in VLAN %i when the address is used in another', async (vlan) => {
    await neighbourHas('10.90.64.5');
    await neighbourHas('fd90::5');
    await program.links.attach(probing({ vlan }));
    expect(await program.problems(linkOf(pod))).toEqual([]);
  });
});

describe('the announcement', () => {
  beforeEach(pluggedIn);

  it.each(['10.90.64.5', 'fd90::5'])('corrects what a neighbour remembers of %s', async (address) => {
    const wish = linkOf(pod);
    await program.links.attach(wish);
    const onMachine = ['ip', '-n', program.machine.name, 'link'] as const;
    await run(...onMachine, 'add', 'br0', 'type', 'bridge');
    for (const port of ['up0', wish.host]) await run(...onMachine, 'set', port, 'master', 'br0');
    await run(...onMachine, 'set', 'br0', 'up');
    await neighbourHas('10.90.64.9');
    await neighbourHas('fd90::9');
    const old = [
      'neighbour',
      'replace',
      address,
      'lladdr',
      '02:00:00:00:00:99',
      'nud',
      'stale',
      'dev',
      'eth0',
    ];
    await ipAtNeighbour(...old);
    const { netns, ifname } = wish;
    await program.links.announce({ netns, ifname, addresses: [address] });
    await waitUntil('the neighbour knows better', async () =>
      (await ipAtNeighbour('neighbour', 'show', address)).includes(wish.mac),
    );
    expect(await neighbour.pings(address)).toBe(true);
  });

  it('is made twice for each address', async () => {
    const wish = linkOf(pod);
    await program.links.attach(wish);
    const sniffer = ['timeout', '20', 'tcpdump', '-c', '4', '-l', '-n', '-i', wish.host];
    const filter = ['arp or (icmp6 and ip6[40] == 136 and src host fd90::5)'];
    const heard = program.machine.exec(...sniffer, ...filter);
    await waitUntil('the sniffer listens', async () =>
      (await program.machine.exec('cat', '/proc/net/packet')).includes(' 0003 '),
    );
    const { netns, ifname } = wish;
    await program.links.announce({ netns, ifname, addresses: ['10.90.64.5', 'fd90::5'] });
    const lines = (await heard).split('\n');
    expect(lines.filter((line) => line.includes('who-has 10.90.64.5')).length).toBe(2);
    expect(lines.filter((line) => line.includes('tgt is fd90::5')).length).toBe(2);
  });
});
