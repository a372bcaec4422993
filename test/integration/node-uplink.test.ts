import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addressCrds } from '../../api/crd/address-crds.js';
import { macOf } from '../../api/network/index.js';
import { noLog } from '../../controllers/runtime/observation.js';
import { systemClock, type KubernetesClient } from '../../kubernetes/index.js';
import { startAgent, type Agent } from '../../node/agent.js';
import type { Uplink } from '../../node/ovsdb/bridge.js';
import { AddressedPods } from './harness/addressed-pods.js';
import { callCni, type CniReply } from './harness/cni-caller.js';
import { ControlPlane } from './harness/control-plane.js';
import { installCrd } from './harness/install-crd.js';
import { builtCniProgram } from './harness/cni-program.js';
import { NetworkNamespace } from './harness/network-namespace.js';
import { SwitchMachine } from './harness/switch-machine.js';
import { waitUntil } from './harness/wait-until.js';

let plane: ControlPlane;
let client: KubernetesClient;
let world: AddressedPods;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  plane = await ControlPlane.start();
  client = await plane.client();
  for (const crd of addressCrds()) await installCrd(client, crd);
  world = new AddressedPods(client, 'm1');
  await world.namespace('shop');
  const ipv4 = { subnet: '10.90.0.0/16', ranges: ['10.90.0.0/16'] };
  const ipv6 = { subnet: 'fd90::/64', ranges: ['fd90::/64'] };
  await world.pool('main', { ipv4, ipv6 });
});
afterAll(async () => plane.stop());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await world.clear();
});

/** A machine of the company's network, on the other side of the uplink, with no Kubernetes and nothing of ours. */
async function outsideOf(machine: SwitchMachine): Promise<NetworkNamespace> {
  const outside = await NetworkNamespace.make();
  closing.push(() => outside.remove());
  const { name } = outside;
  await machine.namespace.exec(
    'ip',
    'link',
    'add',
    'uplink',
    'type',
    'veth',
    'peer',
    'name',
    'lan',
    'netns',
    name,
  );
  await machine.namespace.exec('ip', 'link', 'set', 'uplink', 'up', 'mtu', '1450');
  await outside.exec('ethtool', '-K', 'lan', 'tx', 'off');
  await outside.exec('ip', 'address', 'add', '10.90.0.9/16', 'dev', 'lan');
  await outside.exec('ip', 'address', 'add', 'fd90::9/64', 'dev', 'lan', 'nodad');
  await outside.exec('ip', 'link', 'set', 'lan', 'up');
  await waitUntil('it speaks IPv6', async () => {
    return (await outside.exec('ip', '-6', 'address', 'show', 'dev', 'lan', 'tentative')) === '';
  });
  return outside;
}

async function startMachine(uplink: Uplink, prepare: (machine: SwitchMachine) => Promise<void>) {
  const machine = await SwitchMachine.start(await builtCniProgram());
  closing.push(() => machine.stop());
  const outside = await outsideOf(machine);
  await prepare(machine);
  const agent = await startAgent({
    ovsdbSocket: machine.ovsdbSocket,
    bridge: { name: 'br-pods', datapath: 'netdev', uplink },
    cniSocket: join(machine.directory, 'cni.sock'),
    linkTool: machine.linkTool,
    kubernetes: client,
    clock: systemClock,
    log: noLog,
    metrics: { served: () => undefined, flowsSet: () => undefined },
  });
  closing.push(() => agent.stop());
  await waitUntil('the machine can attach pods', () => agent.trouble() === undefined);
  return { machine, outside, agent };
}

async function attach(machine: SwitchMachine, name: string, addresses: readonly string[]) {
  const uid = await world.pod('shop', name);
  await world.bind('shop', name, uid, 'main', addresses);
  const sandbox = await machine.sandbox();
  const call = { command: 'ADD', containerId: `c-${name}`, netns: sandbox.path, pod: `shop/${name}` };
  const reply: CniReply = await callCni(join(machine.directory, 'cni.sock'), call);
  return { sandbox, reply };
}

const direct: Uplink = { name: 'uplink', type: 'system', options: {}, probe: 'uplink' };
const patched: Uplink = { name: 'to-lan', type: 'patch', options: { peer: 'to-pods' }, probe: 'br-pods' };

async function lanBridge(machine: SwitchMachine): Promise<void> {
  await machine.vsctl('add-br', 'br-lan', '--', 'set', 'Bridge', 'br-lan', 'datapath_type=netdev');
  await machine.vsctl('add-port', 'br-lan', 'uplink');
  const patch = ['type=patch', 'options:peer=to-lan'];
  await machine.vsctl('add-port', 'br-lan', 'to-pods', '--', 'set', 'Interface', 'to-pods', ...patch);
}

describe.each<[string, Uplink, (machine: SwitchMachine) => Promise<void>]>([
  ['a link of the machine', direct, () => Promise.resolve()],
  ['a patch to another bridge', patched, lanBridge],
])('with %s as uplink', (_, uplink, prepare) => {
  it('pods and machines outside Kubernetes reach each other, by plain layer 2', async () => {
    const { machine, outside } = await startMachine(uplink, prepare);
    const { sandbox, reply } = await attach(machine, 'web', ['10.90.5.1', 'fd90::5:1']);
    expect(reply.code).toBeUndefined();
    expect(await outside.pings('10.90.5.1')).toBe(true);
    expect(await outside.pings('fd90::5:1')).toBe(true);
    expect(await sandbox.pings('10.90.0.9')).toBe(true);
    expect(await sandbox.pings('fd90::9')).toBe(true);
  });

  it.each(['10.90.0.9', 'fd90::9'])(
    'an address that is in use there is found, and nothing is left: %s',
    async (taken) => {
      const { machine, outside } = await startMachine(uplink, prepare);
      const free = taken.includes(':') ? ['10.90.6.1', taken] : [taken, 'fd90::6:1'];
      const { reply } = await attach(machine, 'twin', free);
      expect(reply).toMatchObject({ code: 101 });
      const mac = (await outside.exec('cat', '/sys/class/net/lan/address')).trim();
      expect(reply.msg).toContain(taken);
      expect(reply.msg).toContain(mac);
      expect((await machine.links()).filter((name) => name.startsWith('sw'))).toEqual([]);
    },
  );
});

describe('a pod that is attached', () => {
  it('is announced: who knows its addresses from another machine learns where they are now', async () => {
    const { machine, outside } = await startMachine(direct, () => Promise.resolve());
    const addresses = ['10.90.8.1', 'fd90::8:1'];
    for (const address of addresses) {
      const stale = ['lladdr', '0a:58:00:00:00:01', 'nud', 'stale', 'dev', 'lan'];
      await outside.exec('ip', 'neighbour', 'replace', address, ...stale);
    }
    const { reply } = await attach(machine, 'moved', addresses);
    expect(reply.code).toBeUndefined();
    for (const address of addresses) {
      await waitUntil(`${address} is known anew`, async () =>
        (await outside.exec('ip', 'neighbour', 'show', address)).includes(macOf(addresses)),
      );
    }
  });
});

describe('a restart of the agent', () => {
  it('costs the pods that run no packet', async () => {
    const { machine, outside, agent } = await startMachine(direct, () => Promise.resolve());
    await attach(machine, 'steady', ['10.90.7.1']);
    await waitUntil('it is reached', () => outside.pings('10.90.7.1'));
    const pinging = outside.exec('ping', '-i', '0.02', '-c', '150', '-W', '1', '10.90.7.1');
    await agent.stop();
    closing.pop();
    const again: Agent = await startAgent({
      ovsdbSocket: machine.ovsdbSocket,
      bridge: { name: 'br-pods', datapath: 'netdev', uplink: direct },
      cniSocket: join(machine.directory, 'cni.sock'),
      linkTool: machine.linkTool,
      kubernetes: client,
      clock: systemClock,
      log: noLog,
      metrics: { served: () => undefined, flowsSet: () => undefined },
    });
    closing.push(() => again.stop());
    await waitUntil('the flows are set anew', () => again.trouble() === undefined);
    expect(await pinging).toContain('150 received');
  });
});
