import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import { addressCrds } from '../../api/crd/address-crds.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noLog } from '../../controllers/runtime/observation.js';
import { systemClock, type KubernetesClient } from '../../kubernetes/index.js';
import { startAgent, type Agent } from '../../node/agent.js';
import { macOf } from '../../api/network/index.js';
import { hostLinkName } from '../../node/ovsdb/port-facts.js';
import { AddressedPods } from './harness/addressed-pods.js';
import { callCni, type CniCall, type CniReply } from './harness/cni-caller.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import type { NetworkNamespace } from './harness/network-namespace.js';
import { builtCniProgram } from './harness/cni-program.js';
import { SwitchMachine } from './harness/switch-machine.js';
import { waitUntil } from './harness/wait-until.js';

const bridge = 'br-pods';
let plane: ControlPlane;
let client: KubernetesClient;
let world: AddressedPods;
let machine: SwitchMachine;
let agent: Agent;
let lastNumber = 0;

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  for (const crd of addressCrds()) await installCrd(client, crd);
  world = new AddressedPods(client, 'm1');
  await world.namespace('shop');
  const family = {
    ipv4: { subnet: '10.90.0.0/16', ranges: ['10.90.64.0/18'], gateway: '10.90.0.1' },
    ipv6: { subnet: 'fd90::/64', ranges: ['fd90::/64'] },
  };
  await world.pool('main', { ...family, mtu: 1400, dns: { servers: ['10.90.0.2'] } });
  await world.pool('vlan', { ...family, vlan: 7 });
});
afterAll(async () => plane.stop());

beforeEach(async () => {
  machine = await SwitchMachine.start(await builtCniProgram());
  agent = await start();
});
afterEach(async () => {
  await agent.stop();
  await machine.stop();
});

const cniSocket = (): string => join(machine.directory, 'cni.sock');
const call = (request: CniCall): Promise<CniReply> => callCni(cniSocket(), request);

async function start(): Promise<Agent> {
  const started = await startAgent({
    ovsdbSocket: machine.ovsdbSocket,
    bridge: { name: bridge, datapath: 'netdev' },
    cniSocket: cniSocket(),
    linkTool: machine.linkTool,
    kubernetes: client,
    clock: systemClock,
    log: noLog,
    metrics: { served: () => undefined, flowsSet: () => undefined },
  });
  await waitUntil('the machine can attach pods', () => {
    const trouble = started.trouble();
    if (trouble !== undefined) throw new Error(trouble);
    return true;
  });
  return started;
}

interface Running {
  readonly pod: string;
  readonly uid: string;
  readonly containerId: string;
  readonly sandbox: NetworkNamespace;
  readonly addresses: readonly string[];
  readonly reply: CniReply;
}

/** A pod with addresses of its own, attached. */
async function run(
  name: string,
  pool = 'main',
  annotations: Readonly<Record<string, string>> = {},
): Promise<Running> {
  lastNumber += 1;
  const addresses = [`10.90.64.${lastNumber}`, `fd90::${lastNumber.toString(16)}`];
  const uid = await world.pod('shop', name, annotations);
  await world.bind('shop', name, uid, pool, addresses);
  return attach({ pod: `shop/${name}`, uid, addresses });
}

async function attach(of: Pick<Running, 'pod' | 'uid' | 'addresses'>): Promise<Running> {
  lastNumber += 1;
  const containerId = `sandbox-${lastNumber}`;
  const sandbox = await machine.sandbox();
  const reply = await call({ command: 'ADD', containerId, netns: sandbox.path, pod: of.pod, uid: of.uid });
  return { ...of, containerId, sandbox, reply };
}

const first = ({ addresses }: Running): string => addresses[0] ?? '';
const second = ({ addresses }: Running): string => addresses[1] ?? '';
const ports = async (): Promise<readonly string[]> =>
  (await machine.vsctl('list-ports', bridge))
    .trim()
    .split('\n')
    .filter((name) => name !== '');

describe('the agent of a machine', () => {
  it('makes pods that reach each other by both families, and takes them away again', async () => {
    const [a, b] = [await run('a-1'), await run('a-2')];
    expect(a.reply).toMatchObject({
      cniVersion: '1.1.0',
      interfaces: [
        { name: hostLinkName(a.containerId, 'eth0') },
        { name: 'eth0', mac: macOf(a.addresses), sandbox: a.sandbox.path, mtu: 1400 },
      ],
      ips: [
        { address: `${first(a)}/16`, gateway: '10.90.0.1', interface: 1 },
        { address: `${second(a)}/64`, interface: 1 },
      ],
      routes: [{ dst: '0.0.0.0/0', gw: '10.90.0.1' }],
      dns: { nameservers: ['10.90.0.2'] },
    });
    expect(await a.sandbox.pings(first(b))).toBe(true);
    expect(await a.sandbox.pings(second(b))).toBe(true);
    const check = {
      command: 'CHECK',
      containerId: a.containerId,
      netns: a.sandbox.path,
      pod: a.pod,
      uid: a.uid,
    };
    expect(await call(check)).toEqual({});

    expect(await call({ command: 'DEL', containerId: a.containerId })).toEqual({});
    expect(await ports()).toEqual([hostLinkName(b.containerId, 'eth0')]);
    expect((await machine.links()).filter((name) => name.startsWith('sw'))).toHaveLength(1);
    expect(await call({ command: 'DEL', containerId: a.containerId })).toEqual({});
    expect(await call(check)).toMatchObject({ code: expect.any(Number) as number });
    expect((await stat(cniSocket())).mode & 0o777).toBe(0o600);
  });

  it('lets nothing out that bears another MAC or address', async () => {
    const [a, b] = [await run('b-1'), await run('b-2')];
    await a.sandbox.exec('ip', 'address', 'add', '10.90.200.1/16', 'dev', 'eth0');
    await b.sandbox.exec('ip', 'route', 'replace', '10.90.200.1', 'dev', 'eth0');
    expect(await a.sandbox.pings(first(b), { from: '10.90.200.1' })).toBe(false);
    // The kernel keeps asking in the stolen name for a while.
    await waitUntil('its own address works', () => a.sandbox.pings(first(b), { from: first(a) }));
    // Whoever asks for the stolen address is not answered: ARP replies of it are dropped.
    expect(await b.sandbox.pings('10.90.200.1')).toBe(false);
    await a.sandbox.exec('ip', 'link', 'set', 'eth0', 'address', '0a:58:01:02:03:04');
    expect(await a.sandbox.pings(first(b))).toBe(false);
  });

  it('keeps VLANs apart', async () => {
    const [a, b, c] = [await run('c-1', 'vlan'), await run('c-2', 'vlan'), await run('c-3')];
    expect(await a.sandbox.pings(first(b))).toBe(true);
    expect(await a.sandbox.pings(first(c))).toBe(false);
  });

  it('answers an ADD that is repeated with the same, and leaves the port as it is', async () => {
    const a = await run('d-1');
    const again = await call({
      command: 'ADD',
      containerId: a.containerId,
      netns: a.sandbox.path,
      pod: a.pod,
      uid: a.uid,
    });
    expect(again).toEqual(a.reply);
    expect(await ports()).toHaveLength(1);
  });

  it('gives the name to the newer sandbox, and a late DEL of the older one does it no harm', async () => {
    const [old, other] = [await run('e-1'), await run('e-2')];
    await world.removePod('shop', 'e-1');
    const uid = await world.pod('shop', 'e-1');
    await world.bind('shop', 'e-1', uid, 'main', old.addresses);
    const late = await attach(old);
    expect(late.reply).toMatchObject({ code: 3 });
    const newer = await attach({ ...old, uid });
    expect(newer.reply.code).toBeUndefined();
    expect(await ports()).toHaveLength(2);
    expect(await call({ command: 'DEL', containerId: old.containerId })).toEqual({});
    expect(await other.sandbox.pings(first(old))).toBe(true);
    expect((await machine.links()).filter((name) => name.startsWith('sw'))).toHaveLength(2);
  });

  it('asks to try again while the address is not there, and succeeds as soon as it is', async () => {
    const uid = await world.pod('shop', 'f-1');
    const waiting = attach({ pod: 'shop/f-1', uid, addresses: ['10.90.70.1'] });
    await world.bind('shop', 'f-1', uid, 'main', ['10.90.70.1']);
    expect((await waiting).reply.ips).toHaveLength(1);

    const without = await world.pod('shop', 'f-2');
    const { reply } = await attach({ pod: 'shop/f-2', uid: without, addresses: [] });
    expect(reply).toMatchObject({ code: 11 });
    expect(reply.msg).toContain('shop/f-2');
  });

  it('collects what the runtime does not name, and nothing it names', async () => {
    const [a, b] = [await run('g-1'), await run('g-2')];
    // Another process does not remember what this one added a moment ago.
    await agent.stop();
    agent = await start();
    const c = await run('g-3');
    expect(await call({ command: 'GC', valid: [a.containerId] })).toEqual({});
    const left = [a, c].map(({ containerId }) => hostLinkName(containerId, 'eth0'));
    expect([...(await ports())].sort()).toEqual([...left].sort());
    expect(await a.sandbox.pings(first(c))).toBe(true);
    expect(await c.sandbox.pings(first(b))).toBe(false);
  });

  it('puts all flows back when the switch was killed and started again', async () => {
    const [a, b] = [await run('h-1', 'main', { 'kubernetes.io/egress-bandwidth': '10M' }), await run('h-2')];
    const before = await machine.flows(bridge);
    expect(before.join('\n')).toContain('meter:');
    await machine.killSwitch();
    await waitUntil('it says so', async () => (await call({ command: 'STATUS' })).code === 50);
    await machine.startSwitch();
    await waitUntil('the flows are back', async () => (await machine.flows(bridge)).length === before.length);
    await waitUntil('it is well', async () => (await call({ command: 'STATUS' })).code === undefined);
    expect(await a.sandbox.pings(first(b))).toBe(true);
  });

  it('lets pods end while the database is away, and says that it cannot attach any', async () => {
    const a = await run('i-1');
    await machine.stopDatabase();
    await waitUntil('it says so', async () => (await call({ command: 'STATUS' })).code === 50);
    expect(await call({ command: 'DEL', containerId: a.containerId })).toEqual({});
    const { reply } = await attach(a);
    expect(reply.code).toBe(11);
    await machine.startDatabase();
    await waitUntil('it is well', async () => (await call({ command: 'STATUS' })).code === undefined);
    expect((await attach(a)).reply.code).toBeUndefined();
    expect(await ports()).toHaveLength(1);
  });

  it.each(['0.4.0', '1.0.0'])('speaks version %s of the specification', async (version) => {
    const a = await run(`j-${version.replaceAll('.', '-')}`);
    const reply = await call({
      command: 'ADD',
      containerId: a.containerId,
      netns: a.sandbox.path,
      pod: a.pod,
      version,
    });
    expect(reply).toMatchObject({ cniVersion: version });
    expect(reply.ips?.map((ip) => ip.version)).toEqual(
      version === '0.4.0' ? ['4', '6'] : [undefined, undefined],
    );
    expect(await call({ command: 'ADD', version: '0.2.0' })).toMatchObject({ code: 1 });
  });

  it('drops what a pod sends or is sent beyond its limits, and nothing of others', async () => {
    const [slow, deaf] = [
      await run('slow', 'main', { 'kubernetes.io/egress-bandwidth': '1M' }),
      await run('deaf', 'main', { 'kubernetes.io/ingress-bandwidth': '1M' }),
    ];
    const [one, other] = [await run('one'), await run('other')];
    expect(await answered(one, other)).toBe(flood);
    // Five hundred frames of 1.2 kB are five times what a second lets through, and take a fraction of one.
    expect(await answered(slow, one)).toBeLessThan(flood);
    expect(await answered(one, deaf)).toBeLessThan(flood);
    expect(await answered(one, other)).toBe(flood);
  });
});

const flood = 500;

/** How many of a flood of large pings are answered. */
async function answered(from: Running, to: Running): Promise<number> {
  const ping = ['ping', '-q', '-f', '-c', String(flood), '-s', '1200', first(to)];
  const text = await from.sandbox.exec(...ping);
  return Number(/(\d+) received/.exec(text)?.[1]);
}
